package io.stocktake.planner.request;

import io.stocktake.planner.join.OffHeap;

/**
 * What a plan may use of the machine.
 *
 * @param threads directories walked, files hashed and data files read at the same time
 * @param memory bytes outside the heap for what is known of objects; beyond that it goes to disk
 * @param gzip whether to compress the plan's CSV files
 */
public record Resources(int threads, long memory, boolean gzip) {
  private static final int MOST_THREADS = 1024;

  public Resources {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException("threads must be 1 to 1024, not " + threads);
    }
    if (memory < 0 || memory > OffHeap.limit()) {
      throw new IllegalArgumentException(
          "memory must be at most what the JVM may have outside the heap, which is "
              + (OffHeap.limit() >> 20)
              + "Mi; JAVA_OPTS=-XX:MaxDirectMemorySize=... raises it");
    }
  }

  /** Two threads a core, and half of what the JVM may have outside the heap. */
  public static Resources defaults() {
    return new Resources(
        2 * Runtime.getRuntime().availableProcessors(), OffHeap.limit() / 2, false);
  }
}
