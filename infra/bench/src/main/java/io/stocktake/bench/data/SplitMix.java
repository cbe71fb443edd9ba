package io.stocktake.bench.data;

/** Numbers that look random, each made of its place: SplitMix64 (Steele, Lea and Flood, 2014). */
public final class SplitMix {
  private SplitMix() {}

  /** The finish of SplitMix64. */
  public static long mix(long number) {
    long z = number * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
