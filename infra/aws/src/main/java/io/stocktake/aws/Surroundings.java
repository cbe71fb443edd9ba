package io.stocktake.aws;

import io.stocktake.manifests.StocktakeException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Fills in what settings leave open, from the places and in the order of the AWS CLI. */
final class Surroundings {
  /** The Region that S3-compatible stores are used to. */
  private static final String COMPATIBLE_REGION = "us-east-1";

  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private final AwsSettings settings;
  private final Map<String, String> environment;
  private final Supplier<ProfileFile> profiles;

  Surroundings(
      AwsSettings settings, Map<String, String> environment, Supplier<ProfileFile> profiles) {
    this.settings = settings;
    this.environment = environment;
    this.profiles = profiles;
  }

  Optional<URI> endpoint() throws StocktakeException {
    if (settings.endpoint().isPresent()) {
      return settings.endpoint();
    }
    if ("true".equalsIgnoreCase(environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))) {
      return Optional.empty();
    }
    Optional<String> text =
        first(
            List.of(
                () -> variable("AWS_ENDPOINT_URL_S3"),
                () -> variable("AWS_ENDPOINT_URL"),
                () -> profileProperty("endpoint_url")));
    try {
      return text.isEmpty() ? Optional.empty() : named(settings, new URI(text.get())).endpoint();
    } catch (URISyntaxException e) {
      throw StocktakeException.usage("the endpoint URL is none: " + e.getReason());
    }
  }

  /**
   * The same settings with an endpoint.
   *
   * @throws StocktakeException of kind USAGE if it is none
   */
  static AwsSettings named(AwsSettings settings, URI endpoint) throws StocktakeException {
    try {
      return settings.withEndpoint(endpoint);
    } catch (IllegalArgumentException e) {
      throw StocktakeException.usage(e.getMessage());
    }
  }

  String region() throws StocktakeException {
    boolean compatible = endpoint().isPresent();
    return first(
            List.of(
                settings::region,
                () -> variable("AWS_REGION"),
                () -> variable("AWS_DEFAULT_REGION"),
                () -> profileProperty("region"),
                () -> compatible ? Optional.of(COMPATIBLE_REGION) : ofMachine()))
        .orElseThrow(
            () ->
                StocktakeException.usage(
                    "no AWS Region is set: give --region, or set AWS_REGION, or name one in the"
                        + " profile"));
  }

  /** Host names with a bucket before them need a DNS that a bare address does not have. */
  boolean pathStyle() throws StocktakeException {
    String host = endpoint().map(URI::getHost).orElse("");
    boolean bare = host.equals("localhost") || host.startsWith("[") || IPV4.matcher(host).matches();
    return settings.pathStyle().orElse(bare);
  }

  /** Whether nobody listens in on the way to a place: it is over HTTPS, or does not leave here. */
  static boolean isPrivate(URI url) {
    String host = url.getHost();
    return url.getScheme().equalsIgnoreCase("https")
        || host.equalsIgnoreCase("localhost")
        || ((host.startsWith("[") || IPV4.matcher(host).matches()) && isLoopback(host));
  }

  /** Asks no name service: the host is an address. */
  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private Optional<String> profileProperty(String name) {
    String profile =
        first(List.of(settings::profile, () -> variable("AWS_PROFILE"))).orElse("default");
    return profiles.get().profile(profile).flatMap((Profile found) -> found.property(name));
  }

  private static Optional<String> ofMachine() {
    try {
      return Optional.of(new DefaultAwsRegionProviderChain().getRegion().id());
    } catch (SdkClientException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> first(List<Supplier<Optional<String>>> places) {
    return places.stream().map(Supplier::get).flatMap(Optional::stream).findFirst();
  }
}
