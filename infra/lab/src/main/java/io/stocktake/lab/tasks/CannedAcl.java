package io.stocktake.lab.tasks;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.util.Set;

/** Canned ACLs. The lab's buckets have no ACLs, as new buckets of S3: two change nothing. */
final class CannedAcl {
  private static final Set<String> HARMLESS = Set.of("private", "bucket-owner-full-control");
  private static final Set<String> OTHERS =
      Set.of(
          "public-read",
          "public-read-write",
          "aws-exec-read",
          "authenticated-read",
          "bucket-owner-read");

  private CannedAcl() {}

  /**
   * Whether a bucket without ACLs takes it.
   *
   * @throws S3Exception BadRequestException if there is no such ACL
   */
  static boolean isHarmless(String name) {
    if (!HARMLESS.contains(name) && !OTHERS.contains(name)) {
      throw new S3Exception(
          S3Error.BAD_REQUEST_EXCEPTION, "Invalid CannedAccessControlList: " + name);
    }
    return HARMLESS.contains(name);
  }

  /**
   * The refusal of every other.
   *
   * @throws S3Exception AccessControlListNotSupported
   */
  static void require(boolean harmless) {
    if (!harmless) {
      throw new S3Exception(S3Error.ACL_NOT_SUPPORTED);
    }
  }
}
