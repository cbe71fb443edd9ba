package io.stocktake.lab.digest;

import java.util.Base64;

/**
 * An additional checksum as S3 stores and shows it.
 *
 * @param value base64 of the digest, with {@code -<parts>} behind it if composite
 */
public record ObjectChecksum(ChecksumAlgorithm algorithm, ChecksumType type, String value) {
  /** A checksum over all bytes of an object or part. */
  public static ObjectChecksum full(ChecksumAlgorithm algorithm, byte[] digest) {
    return new ObjectChecksum(algorithm, ChecksumType.FULL_OBJECT, base64(digest));
  }

  /** The binary digest of a checksum that is not composite. */
  public byte[] digest() {
    return Base64.getDecoder().decode(value);
  }

  /** Base64 as in the checksum headers. */
  public static String base64(byte[] digest) {
    return Base64.getEncoder().encodeToString(digest);
  }
}
