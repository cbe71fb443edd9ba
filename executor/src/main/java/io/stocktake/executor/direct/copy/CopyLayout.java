package io.stocktake.executor.direct.copy;

/**
 * The ranges that an object is copied in.
 *
 * @param size bytes of the object
 * @param rangeSize bytes of every range but the last
 */
record CopyLayout(long size, long rangeSize) {
  private static final int MAX_PARTS = 10_000;
  private static final long MIB = 1 << 20;
  private static final long WANTED = 512 * MIB;

  /** Ranges of half a GiB, or of as many MiB as it takes to need no more than 10,000. */
  static CopyLayout of(long size, long limit) {
    long least = (size + MAX_PARTS - 1) / MAX_PARTS;
    long grown = (least + MIB - 1) / MIB * MIB;
    return new CopyLayout(size, Math.max(Math.min(limit, WANTED), grown));
  }

  int ranges() {
    return (int) Math.max(1, (size + rangeSize - 1) / rangeSize);
  }

  long offset(int number) {
    return (number - 1) * rangeSize;
  }

  long length(int number) {
    return Math.min(rangeSize, size - offset(number));
  }
}
