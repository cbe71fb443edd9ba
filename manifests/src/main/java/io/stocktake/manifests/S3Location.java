package io.stocktake.manifests;

import java.util.regex.Pattern;

/**
 * A bucket and a key prefix in it, written {@code s3://BUCKET[/PREFIX]}.
 *
 * @param bucket the bucket's name
 * @param prefix empty, or a prefix; joined to names as it is
 */
public record S3Location(String bucket, String prefix) {
  private static final String SCHEME = "s3://";
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  public S3Location {
    if (!BUCKET.matcher(bucket).matches()) {
      throw new IllegalArgumentException("'" + bucket + "' is not a bucket name");
    }
  }

  /** Whether the text claims to be an S3 location. */
  public static boolean isS3(String text) {
    return text.startsWith(SCHEME);
  }

  /**
   * Reads {@code s3://BUCKET[/PREFIX]}.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static S3Location parse(String text) {
    if (!isS3(text)) {
      throw new IllegalArgumentException("'" + text + "' does not start with s3://");
    }
    String rest = text.substring(SCHEME.length());
    if (rest.startsWith("arn:")) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' names an ARN, and places are named by buckets: give the alias of the access point"
              + " instead (aws s3control get-access-point shows it, it ends in -s3alias)");
    }
    int slash = rest.indexOf('/');
    return slash < 0
        ? new S3Location(rest, "")
        : new S3Location(rest.substring(0, slash), rest.substring(slash + 1));
  }

  /** This prefix as a folder: empty, or ending in a slash. */
  public S3Location asFolder() {
    return prefix.isEmpty() || prefix.endsWith("/") ? this : new S3Location(bucket, prefix + "/");
  }

  /** The location of {@code name} below this prefix. */
  public S3Location resolve(String name) {
    return new S3Location(bucket, prefix + name);
  }

  @Override
  public String toString() {
    return SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
