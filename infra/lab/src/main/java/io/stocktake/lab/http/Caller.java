package io.stocktake.lab.http;

/** Who sends a request, and what he may do. */
@FunctionalInterface
public interface Caller {
  /** One that may do everything. */
  Caller UNLIMITED = right -> {};

  /**
   * Requires a right.
   *
   * @throws S3Exception AccessDenied, with a text that names caller, action and resource as AWS
   *     does
   */
  void require(Right right);

  /** Whether it has a right. */
  default boolean may(Right right) {
    try {
      require(right);
      return true;
    } catch (S3Exception e) {
      return false;
    }
  }
}
