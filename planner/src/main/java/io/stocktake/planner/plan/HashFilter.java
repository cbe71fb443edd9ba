package io.stocktake.planner.plan;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A set of numbers that says of some that are not in it that they are: 16 to 32 bits for each
 * number expected, up to 128 MiB in all. Used by any number of threads.
 */
final class HashFilter {
  private static final int MIN_BITS = 16;
  private static final int MAX_BITS = 30;

  private final AtomicLongArray words;
  private final int shift;

  /** A filter for about this many numbers. */
  HashFilter(long expected) {
    int bits = 64 - Long.numberOfLeadingZeros(Math.max(1, expected)) + 4;
    bits = Math.max(MIN_BITS, Math.min(MAX_BITS, bits));
    this.words = new AtomicLongArray(1 << (bits - 6));
    this.shift = 64 - bits;
  }

  void add(long number) {
    long bit = bit(number);
    words.getAndAccumulate((int) (bit >>> 6), 1L << bit, (a, b) -> a | b);
  }

  boolean mayHold(long number) {
    long bit = bit(number);
    return (words.get((int) (bit >>> 6)) & (1L << bit)) != 0;
  }

  /** The top bits of a product with an odd constant without pattern: multiplicative hashing. */
  private long bit(long number) {
    long mixed = (number ^ (number >>> 32)) * 0x9e3779b97f4a7c15L;
    return mixed >>> shift;
  }
}
