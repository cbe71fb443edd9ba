package io.stocktake.lab.model;

import java.util.Set;

/**
 * Server-side encryption of an object.
 *
 * @param algorithm {@code AES256}, {@code aws:kms}, {@code aws:kms:dsse}, or {@code SSE-C}
 * @param keyId KMS key, or the empty string; under a customer's key that key's MD5 in base64
 */
public record Encryption(String algorithm, String keyId, boolean bucketKey) {
  /** What S3 does to every object that asks for nothing else. */
  public static final Encryption SSE_S3 = new Encryption("AES256", "", false);

  /** The algorithms whose keys a service of AWS keeps. */
  public static final Set<String> BY_SERVICE =
      Set.of(SSE_S3.algorithm(), "aws:kms", "aws:kms:dsse");

  /** The algorithm of keys that the customer keeps. */
  public static final String CUSTOMER = "SSE-C";

  /** Encryption with a key that the customer keeps, known by its MD5 in base64. */
  public static Encryption withCustomerKey(String md5) {
    return new Encryption(CUSTOMER, md5, false);
  }

  /** Whether the customer keeps the key. */
  public boolean customer() {
    return algorithm.equals(CUSTOMER);
  }

  /** Whether the ETag is the MD5 of the bytes. */
  public boolean etagIsMd5() {
    return algorithm.equals("AES256");
  }
}
