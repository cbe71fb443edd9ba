package io.stocktake.lab.digest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * An additional checksum algorithm of S3. Values travel as base64 of the big-endian digest in the
 * header {@link #header()}.
 */
public enum ChecksumAlgorithm {
  CRC32(4, true, true),
  CRC32C(4, true, true),
  CRC64NVME(8, true, false),
  SHA1(20, false, true),
  SHA256(32, false, true);

  private final int bytes;
  private final boolean fullObject;
  private final boolean composite;

  ChecksumAlgorithm(int bytes, boolean fullObject, boolean composite) {
    this.bytes = bytes;
    this.fullObject = fullObject;
    this.composite = composite;
  }

  /** Finds an algorithm by its API name, in any case. */
  public static Optional<ChecksumAlgorithm> named(String name) {
    return Arrays.stream(values()).filter(a -> a.name().equalsIgnoreCase(name)).findFirst();
  }

  /** Length of the digest in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The header and trailer that carries a value, in lower case. */
  public String header() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** The XML element that carries a value, for example {@code ChecksumCRC32}. */
  public String element() {
    return "Checksum" + name();
  }

  /** Whether a multipart upload may have this algorithm with the given type. */
  public boolean allows(ChecksumType type) {
    return type == ChecksumType.FULL_OBJECT ? fullObject : composite;
  }

  /** The type a multipart upload gets when it names the algorithm only. */
  public ChecksumType defaultMultipartType() {
    return composite ? ChecksumType.COMPOSITE : ChecksumType.FULL_OBJECT;
  }

  /** Starts a digest over a new sequence of bytes. */
  public Digest start() {
    return switch (this) {
      case CRC32 -> Digest.of(new CRC32(), bytes);
      case CRC32C -> Digest.of(new CRC32C(), bytes);
      case CRC64NVME -> Digest.of(new Crc64Nvme(), bytes);
      case SHA1 -> Digest.of("SHA-1");
      case SHA256 -> Digest.of("SHA-256");
    };
  }

  /**
   * The checksum of two adjacent byte sequences from the checksums of each.
   *
   * @throws IllegalArgumentException if the algorithm is not a CRC
   */
  public byte[] combine(byte[] first, byte[] second, long secondLength) {
    return switch (this) {
      case CRC32 -> CrcJoin.join(0xEDB88320L, first, second, secondLength);
      case CRC32C -> CrcJoin.join(0x82F63B78L, first, second, secondLength);
      case CRC64NVME -> CrcJoin.join(Crc64Nvme.POLYNOMIAL, first, second, secondLength);
      case SHA1, SHA256 -> throw new IllegalArgumentException(name() + " cannot be combined");
    };
  }
}
