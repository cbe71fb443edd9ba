package io.stocktake.bench.data;

import io.stocktake.manifests.io.Digests;
import io.stocktake.planner.files.OpenFile;
import io.stocktake.planner.files.Stat;
import io.stocktake.planner.fingerprint.md5.FileRange;
import io.stocktake.planner.fingerprint.md5.Md5Lanes;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Optional;

/** Bytes to hash that need no reading, but a copy from the cache of the processor. */
public final class MemoryRange implements FileRange {
  private static final byte[] BYTES = new byte[OpenFile.CHUNK];
  private static final FileTime TIME = FileTime.fromMillis(0);

  private final long length;
  private final byte[] expected;

  private MemoryRange(long length, byte[] expected) {
    this.length = length;
    this.expected = expected;
  }

  /**
   * Hashes so many of them in one thread, by lanes and all that feeds them.
   *
   * @param length bytes of each, a multiple of {@link OpenFile#CHUNK}
   */
  public static void hash(int count, long length) throws IOException, InterruptedException {
    MessageDigest plain = Digests.md5();
    for (long i = 0; i < length; i += BYTES.length) {
      plain.update(BYTES);
    }
    byte[] expected = plain.digest();
    int[] left = {count};
    new Md5Lanes()
        .run(
            wait ->
                left[0]-- > 0 ? Optional.of(new MemoryRange(length, expected)) : Optional.empty());
  }

  @Override
  public OpenFile open() {
    return new OpenFile() {
      @Override
      public int read(byte[] into, int offset, int bytes) {
        int some = Math.min(bytes, BYTES.length);
        System.arraycopy(BYTES, 0, into, offset, some);
        return some;
      }

      @Override
      public Stat stat() {
        return new Stat(Stat.Kind.FILE, length, TIME, Optional.empty());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void beforeReading(int bytes) {}

  @Override
  public void done(byte[] md5, Stat after) {
    if (!MessageDigest.isEqual(md5, expected)) {
      throw new IllegalStateException("a wrong MD5");
    }
  }

  @Override
  public void failed(IOException reason) throws IOException {
    throw reason;
  }
}
