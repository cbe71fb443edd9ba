package io.stocktake.planner.join;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A Bloom filter: a set of numbers that says of a few that are not in it that they are; of one in
 * two thousand at 16 to 32 bits a number, of more where that would be above 128 MiB. Used by any
 * number of threads.
 */
public final class BloomFilter {
  private static final int MIN_BITS = 16;
  private static final int MAX_BITS = 30;
  private static final int PROBES = 4;

  private final AtomicLongArray words;
  private final int shift;

  /** A filter for about this many numbers. */
  public BloomFilter(long expected) {
    int bits = 64 - Long.numberOfLeadingZeros(Math.max(1, expected)) + 4;
    bits = Math.max(MIN_BITS, Math.min(MAX_BITS, bits));
    this.words = new AtomicLongArray(1 << (bits - 6));
    this.shift = 64 - bits;
  }

  public void add(long number) {
    long hash = mix(number);
    for (int probe = 0; probe < PROBES; probe++) {
      long bit = bit(hash, probe);
      words.getAndAccumulate((int) (bit >>> 6), 1L << bit, (a, b) -> a | b);
    }
  }

  public boolean mayHold(long number) {
    long hash = mix(number);
    for (int probe = 0; probe < PROBES; probe++) {
      long bit = bit(hash, probe);
      if ((words.get((int) (bit >>> 6)) & (1L << bit)) == 0) {
        return false;
      }
    }
    return true;
  }

  /** A new mix for each probe: the top bits of a product with an odd constant without pattern. */
  private long bit(long hash, int probe) {
    return mix(hash + probe * 0x632be59bd9b4e019L) >>> shift;
  }

  private static long mix(long number) {
    long mixed = (number ^ (number >>> 32)) * 0x9e3779b97f4a7c15L;
    return (mixed ^ (mixed >>> 29)) * 0xbf58476d1ce4e5b9L;
  }
}
