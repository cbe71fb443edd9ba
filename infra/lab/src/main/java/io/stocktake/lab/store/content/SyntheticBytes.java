package io.stocktake.lab.store.content;

import io.stocktake.lab.http.S3Exception;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Endless bytes that depend on a blob id below 0 alone, so that a million objects need no files.
 * One such id stands for bytes that nobody can read.
 */
public final class SyntheticBytes extends InputStream {
  /** The blob of an object whose size is faked. */
  public static final long FAKE = Long.MIN_VALUE;

  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final long seed;
  private long at;

  private SyntheticBytes(long seed) {
    this.seed = seed;
  }

  /**
   * Opens the bytes of an id.
   *
   * @throws S3Exception NotImplemented if it is {@link #FAKE}
   */
  public static InputStream open(long id) {
    if (isFake(id)) {
      throw S3Exception.notImplemented("reading an object whose size is faked");
    }
    return new SyntheticBytes(id);
  }

  /** Whether an id is the one of bytes that cannot be read. */
  public static boolean isFake(long id) {
    return id == FAKE;
  }

  /** The id of the bytes of a key. */
  public static long idFor(String key) {
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return -1 - ((crc.getValue() << 30) | (key.hashCode() & 0x3FFFFFFF));
  }

  /** SplitMix64: the word at any place without those before it. */
  private long word(long index) {
    long z = seed + (index + 1) * STEP;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public int read() {
    int shift = (int) (at % Long.BYTES) * Byte.SIZE;
    int value = (int) (word(at / Long.BYTES) >>> shift) & 0xFF;
    at++;
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    int end = offset + length;
    int i = offset;
    while (i < end) {
      long word = word(at / Long.BYTES) >>> ((at % Long.BYTES) * Byte.SIZE);
      for (long left = Long.BYTES - at % Long.BYTES; left > 0 && i < end; left--) {
        buffer[i++] = (byte) word;
        word >>>= Byte.SIZE;
        at++;
      }
    }
    return length;
  }

  @Override
  public long skip(long n) {
    long skipped = Math.max(0, n);
    at += skipped;
    return skipped;
  }
}
