package io.stocktake.executor.direct.delta;

/**
 * The checksum of a window that moves byte by byte: rsync's, after Adler-32 (A. Tridgell,
 * <i>Efficient Algorithms for Sorting and Synchronization</i>, 1999, section 3.3).
 */
final class RollingChecksum {
  private static final int HALF = 16;
  private static final int MASK = 0xffff;

  private RollingChecksum() {}

  /** The checksum of {@code bytes[from, from + length)}. */
  static int of(byte[] bytes, int from, int length) {
    int sum = 0;
    int weighted = 0;
    for (int i = from; i < from + length; i++) {
      sum += bytes[i] & 0xff;
      weighted += sum;
    }
    return (sum & MASK) | (weighted << HALF);
  }

  /** The checksum after the window of so many bytes loses its first and takes in another. */
  static int roll(int checksum, byte first, byte next, int length) {
    int sum = (checksum & MASK) - (first & 0xff) + (next & 0xff);
    int weighted = (checksum >>> HALF) - length * (first & 0xff) + sum;
    return (sum & MASK) | (weighted << HALF);
  }
}
