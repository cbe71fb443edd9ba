package io.stocktake.planner.source.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.planner.join.KeyHash;

/**
 * Paths that were seen, kept as 128-bit hashes in an open-addressing table at half load or less: 32
 * to 64 bytes each. Used by any number of threads.
 */
public final class PathSet {
  private static final int MIN_ROWS = 1 << 10;

  private final KeyHash hash = KeyHash.random();
  private long[] words = new long[2 * MIN_ROWS];
  private int size;

  /** Adds a path; says whether it was not there yet. */
  public boolean add(String path) {
    long[] h = new long[2];
    hash.hash(path.getBytes(UTF_8), h);
    // Zero marks an empty row; a hash of zero, once in 2^128, counts as another.
    return addHash(h[0] == 0 && h[1] == 0 ? 1 : h[0], h[1]);
  }

  /** How many paths were added. */
  public synchronized long size() {
    return size;
  }

  private synchronized boolean addHash(long high, long low) {
    int at = find(words, high, low);
    if (words[at] == high && words[at + 1] == low) {
      return false;
    }
    words[at] = high;
    words[at + 1] = low;
    if (++size * 4L > words.length) {
      grow();
    }
    return true;
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(words.length, 2)];
    for (int i = 0; i < words.length; i += 2) {
      if (words[i] != 0 || words[i + 1] != 0) {
        int at = find(larger, words[i], words[i + 1]);
        larger[at] = words[i];
        larger[at + 1] = words[i + 1];
      }
    }
    words = larger;
  }

  /** Where the hash is, or the empty row where it would go. */
  private static int find(long[] words, long high, long low) {
    int mask = words.length - 1;
    int at = (int) (low << 1) & mask;
    while ((words[at] != 0 || words[at + 1] != 0) && (words[at] != high || words[at + 1] != low)) {
      at = (at + 2) & mask;
    }
    return at;
  }
}
