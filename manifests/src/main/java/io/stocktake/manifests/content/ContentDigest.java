package io.stocktake.manifests.content;

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
 * A digest as S3 computes it, fed with the content in order: over the content, or over the binary
 * digests of its parts. Source: Amazon S3 User Guide, "Checking object integrity".
 */
public abstract class ContentDigest {
  private static final int BUFFER = 128 * 1024;

  private ContentDigest() {}

  /** Takes the next bytes of the content. */
  public abstract void update(byte[] bytes, int offset, int length);

  /** The digest of what was taken, big-endian; begins anew. */
  public abstract byte[] finish();

  /** A digest over the content. */
  public static ContentDigest whole(Algorithm algorithm) {
    return switch (algorithm) {
      case MD5 -> of("MD5");
      case SHA1 -> of("SHA-1");
      case SHA256 -> of("SHA-256");
      case CRC32 -> of(new CRC32(), Integer.BYTES);
      case CRC32C -> of(new CRC32C(), Integer.BYTES);
      case CRC64NVME -> of(new Crc64Nvme(), Long.BYTES);
    };
  }

  /** A digest over the digests of parts; what is beyond the last of them is a part, too. */
  public static ContentDigest composite(Algorithm algorithm, PartBoundaries boundaries) {
    return new Composite(algorithm, boundaries);
  }

  /** The digest of all there is to read. */
  public static byte[] whole(Algorithm algorithm, InputStream in) throws IOException {
    return read(whole(algorithm), in);
  }

  /** The digest over the digests of the parts of all there is to read. */
  public static byte[] composite(Algorithm algorithm, PartBoundaries boundaries, InputStream in)
      throws IOException {
    return read(composite(algorithm, boundaries), in);
  }

  private static byte[] read(ContentDigest digest, InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return digest.finish();
  }

  private static ContentDigest of(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance(name);
      return new ContentDigest() {
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

  private static ContentDigest of(Checksum checksum, int bytes) {
    return new ContentDigest() {
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

  private static final class Composite extends ContentDigest {
    private final ContentDigest part;
    private final ContentDigest all;
    private final long[] sizes;
    private int number;
    private long inPart;

    Composite(Algorithm algorithm, PartBoundaries boundaries) {
      this.part = whole(algorithm);
      this.all = whole(algorithm);
      this.sizes = boundaries.sizes();
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
      int done = 0;
      while (done < length) {
        long room = number < sizes.length ? sizes[number] - inPart : Long.MAX_VALUE;
        int some = (int) Math.min(room, length - done);
        part.update(bytes, offset + done, some);
        inPart += some;
        done += some;
        if (some == room) {
          endPart();
        }
      }
    }

    @Override
    public byte[] finish() {
      while (number < sizes.length || inPart > 0) {
        endPart();
      }
      number = 0;
      return all.finish();
    }

    private void endPart() {
      byte[] digest = part.finish();
      all.update(digest, 0, digest.length);
      number++;
      inPart = 0;
    }
  }
}
