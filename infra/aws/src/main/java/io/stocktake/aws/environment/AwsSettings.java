package io.stocktake.aws.environment;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Connection settings: endpoint, Region, profile. Empty ones come from the sources of the AWS CLI:
 * environment, then shared configuration files, then the machine.
 *
 * @param profile the profile of the shared configuration; a profile named here wins over keys in
 *     the environment
 * @param region the Region, as in {@code eu-west-1}
 * @param endpoint the URL of another S3 than Amazon's
 * @param pathStyle whether the bucket goes into the path rather than the host name
 * @param caBundle a PEM file of the certificate authorities to trust, instead of the system's
 * @param requesterPays whether requests of buckets whose owner does not pay are to be paid here
 */
public record AwsSettings(
    Optional<String> profile,
    Optional<String> region,
    Optional<URI> endpoint,
    Optional<Boolean> pathStyle,
    Optional<Path> caBundle,
    boolean requesterPays) {

  public AwsSettings {
    endpoint.ifPresent(AwsSettings::check);
  }

  /** No settings: all from the environment. */
  public static AwsSettings none() {
    return new AwsSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** These settings with another S3. */
  public AwsSettings withEndpoint(URI url) {
    return new AwsSettings(profile, region, Optional.of(url), pathStyle, caBundle, requesterPays);
  }

  /** These settings with a profile. */
  public AwsSettings withProfile(String name) {
    return new AwsSettings(Optional.of(name), region, endpoint, pathStyle, caBundle, requesterPays);
  }

  /** These settings with a Region. */
  public AwsSettings withRegion(String name) {
    return new AwsSettings(
        profile, Optional.of(name), endpoint, pathStyle, caBundle, requesterPays);
  }

  /** These settings with the bucket in the path, or in the host name. */
  public AwsSettings withPathStyle(boolean inPath) {
    return new AwsSettings(profile, region, endpoint, Optional.of(inPath), caBundle, requesterPays);
  }

  /** These settings with other certificate authorities. */
  public AwsSettings withCaBundle(Path file) {
    return new AwsSettings(profile, region, endpoint, pathStyle, Optional.of(file), requesterPays);
  }

  /** These settings with requests paid here, or not. */
  public AwsSettings withRequesterPays(boolean here) {
    return new AwsSettings(profile, region, endpoint, pathStyle, caBundle, here);
  }

  /** What is in an endpoint is shown in messages and lists of processes. */
  private static void check(URI url) {
    if (url.toString().contains("@")) {
      throw new IllegalArgumentException(
          "an endpoint URL must hold no user and password; give credentials by AWS_ACCESS_KEY_ID"
              + " and AWS_SECRET_ACCESS_KEY, or by a profile");
    }
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null) {
      throw new IllegalArgumentException(
          "an endpoint URL has the form https://host:port, this is '" + url + "'");
    }
  }
}
