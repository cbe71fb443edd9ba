package io.stocktake.planner.verify;

import io.stocktake.manifests.content.Algorithm;
import io.stocktake.manifests.content.PartBoundaries;
import io.stocktake.manifests.io.Crc64Nvme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Digests as S3 computes them: over the content, or over the binary digests of its parts. Source:
 * Amazon S3 User Guide, "Checking object integrity".
 */
final class ContentDigest {
  private static final int BUFFER = 128 * 1024;

  /** One digest of any kind. */
  private interface Sum {
    void update(byte[] bytes, int offset, int length);

    /** The digest so far, big-endian; begins anew. */
    byte[] finish();
  }

  private ContentDigest() {}

  /** The digest of all there is to read. */
  static byte[] whole(Algorithm algorithm, InputStream in) throws IOException {
    Sum sum = sum(algorithm);
    feed(sum, in, Long.MAX_VALUE, new byte[BUFFER]);
    return sum.finish();
  }

  /** The digest over the digests of parts; what is beyond the last of them is a part, too. */
  static byte[] composite(Algorithm algorithm, PartBoundaries boundaries, InputStream in)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    Sum part = sum(algorithm);
    Sum all = sum(algorithm);
    for (long size : boundaries.sizes()) {
      feed(part, in, size, buffer);
      byte[] digest = part.finish();
      all.update(digest, 0, digest.length);
    }
    if (feed(part, in, Long.MAX_VALUE, buffer) > 0) {
      byte[] digest = part.finish();
      all.update(digest, 0, digest.length);
    }
    return all.finish();
  }

  private static long feed(Sum sum, InputStream in, long bytes, byte[] buffer) throws IOException {
    long fed = 0;
    while (fed < bytes) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, bytes - fed));
      if (read <= 0) {
        return fed;
      }
      sum.update(buffer, 0, read);
      fed += read;
    }
    return fed;
  }

  private static Sum sum(Algorithm algorithm) {
    return switch (algorithm) {
      case MD5 -> of("MD5");
      case SHA1 -> of("SHA-1");
      case SHA256 -> of("SHA-256");
      case CRC32 -> of(new CRC32(), Integer.BYTES);
      case CRC32C -> of(new CRC32C(), Integer.BYTES);
      case CRC64NVME -> of(new Crc64Nvme(), Long.BYTES);
    };
  }

  private static Sum of(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance(name);
      return new Sum() {
        @Override
        public void update(byte[] bytes, int offset, int length) {
          digest.update(bytes, offset, length);
        }

        @Override
        public byte[] finish() {
          return digest.digest();
        }
      };
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }

  private static Sum of(Checksum checksum, int bytes) {
    return new Sum() {
      @Override
      public void update(byte[] some, int offset, int length) {
        checksum.update(some, offset, length);
      }

      @Override
      public byte[] finish() {
        long value = checksum.getValue();
        checksum.reset();
        byte[] eight = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        return Arrays.copyOfRange(eight, Long.BYTES - bytes, Long.BYTES);
      }
    };
  }
}
