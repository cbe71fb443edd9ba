package io.stocktake.planner.join;

import io.stocktake.planner.reconcile.RemoteObject;
import java.io.IOException;
import java.nio.LongBuffer;
import java.util.Arrays;

/** Rows of five words each, found by number, in segments that never move. */
final class KeyRows {
  /** Two of the key's hash, and the three of a {@link RemoteObject}. */
  static final int WORDS = 5;

  static final int SEGMENT_BITS = 15;

  private static final int SEGMENT_ROWS = 1 << SEGMENT_BITS;
  private static final int PACKED = 2;

  private final OffHeap memory;
  private volatile LongBuffer[] segments = new LongBuffer[1];
  private int count;

  KeyRows(OffHeap memory) {
    this.memory = memory;
  }

  /** Hands out rows to one thread. */
  final class Room {
    private long next;
    private int left;

    /**
     * Takes rows that follow each other in a segment.
     *
     * @param wanted how many, a power of two
     * @return the first
     */
    long take(int wanted) throws IOException {
      if (left < wanted) {
        next = segment();
        left = SEGMENT_ROWS;
      }
      next += wanted;
      left -= wanted;
      return next - wanted;
    }
  }

  /** The memory is zeroed outside the lock, which takes its time. */
  private long segment() throws IOException {
    return add(memory.allocate(SEGMENT_ROWS * WORDS * Long.BYTES).asLongBuffer());
  }

  private synchronized long add(LongBuffer segment) {
    LongBuffer[] more =
        Arrays.copyOf(segments, count == segments.length ? 2 * count : segments.length);
    more[count] = segment;
    segments = more;
    return (long) count++ << SEGMENT_BITS;
  }

  /** Sets rows that follow each other in a segment. */
  void put(long row, long[] from, int at, int rows) {
    segment(row).put(at(row), from, at, rows * WORDS);
  }

  boolean holds(long row, long h1, long h2) {
    LongBuffer segment = segment(row);
    int at = at(row);
    return segment.get(at) == h1 && segment.get(at + 1) == h2;
  }

  /** A word of the row, counted from the first of the hash. */
  long word(long row, int word) {
    return segment(row).get(at(row) + word);
  }

  /** Gets all words of a row. */
  void get(long row, long[] to, int at) {
    LongBuffer segment = segment(row);
    int first = at(row);
    for (int i = 0; i < WORDS; i++) {
      to[at + i] = segment.get(first + i);
    }
  }

  void setPacked(long row, long packed) {
    segment(row).put(at(row) + PACKED, packed);
  }

  private LongBuffer segment(long row) {
    return segments[(int) (row >>> SEGMENT_BITS)];
  }

  private static int at(long row) {
    return ((int) row & (SEGMENT_ROWS - 1)) * WORDS;
  }
}
