package io.stocktake.planner.reconcile;

/** How an object is encrypted, as far as it matters for comparing it. */
public enum ETagWorth {
  /** Not, or by S3's own keys: the ETag is a digest of the content. */
  TRANSPARENT,
  /** By KMS, or stored in a class without MD5s: the ETag says nothing of the content. */
  OPAQUE,
  /** By a key that its owner keeps (SSE-C): S3 cannot read it either. */
  CUSTOMER_KEY;

  /** What an inventory's column EncryptionStatus means; what is not known hides the content. */
  public static ETagWorth ofStatus(String status) {
    return switch (status) {
      case "SSE-S3", "NOT-SSE" -> TRANSPARENT;
      case "SSE-C" -> CUSTOMER_KEY;
      default -> OPAQUE;
    };
  }
}
