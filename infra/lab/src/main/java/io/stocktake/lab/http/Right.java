package io.stocktake.lab.http;

/**
 * An action of IAM on a resource.
 *
 * @param action for example {@code s3:PutObject}
 * @param resource an ARN
 */
public record Right(String action, String resource) {
  private static final String ARN = "arn:aws:s3:::";

  /** An action on a bucket. */
  public static Right onBucket(String action, String bucket) {
    return new Right("s3:" + action, ARN + bucket);
  }

  /** An action on an object. */
  public static Right onObject(String action, String bucket, String key) {
    return new Right("s3:" + action, ARN + bucket + "/" + key);
  }
}
