package io.stocktake.lab.model;

/**
 * Server-side encryption of an object.
 *
 * @param algorithm {@code AES256}, {@code aws:kms} or {@code aws:kms:dsse}
 * @param keyId KMS key, or the empty string
 */
public record Encryption(String algorithm, String keyId, boolean bucketKey) {
  /** What S3 does to every object that asks for nothing else. */
  public static final Encryption SSE_S3 = new Encryption("AES256", "", false);

  /** Whether the ETag is the MD5 of the bytes. */
  public boolean etagIsMd5() {
    return algorithm.equals("AES256");
  }
}
