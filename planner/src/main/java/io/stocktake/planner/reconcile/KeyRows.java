package io.stocktake.planner.reconcile;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Rows of five words each, found by number, in segments that never move, and a bit for each that
 * says whether a file accounts for it. The bits lie apart, so that rows in a file are not written
 * again for them.
 */
final class KeyRows {
  /** Two of the key's hash, and the three of a {@link RemoteObject}. */
  static final int WORDS = 5;

  private static final VarHandle BITS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int SEGMENT_BITS = 15;
  private static final int SEGMENT_ROWS = 1 << SEGMENT_BITS;
  private static final int ROW_BYTES = SEGMENT_ROWS * WORDS * Long.BYTES;
  private static final int BIT_BYTES = SEGMENT_ROWS / Byte.SIZE;
  private static final int H2 = 1;
  private static final int PACKED = 2;
  private static final int ETAG_HIGH = 3;
  private static final int ETAG_LOW = 4;

  private final OffHeap memory;
  private volatile LongBuffer[] words = new LongBuffer[1];
  private volatile ByteBuffer[] bits = new ByteBuffer[1];
  private int segments;

  KeyRows(OffHeap memory) {
    this.memory = memory;
  }

  /** Hands out rows to one thread. */
  final class Room {
    private long next;
    private int left;

    /**
     * Takes rows that follow each other.
     *
     * @param wanted how many at most
     * @return the first; there are {@code wanted} of them, or as many as {@link #upTo} says
     */
    long take(int wanted) throws IOException {
      if (left == 0) {
        next = segment();
        left = SEGMENT_ROWS;
      }
      int taken = upTo(next, wanted);
      next += taken;
      left -= taken;
      return next - taken;
    }
  }

  /** How many rows, and no more than are wanted, follow each other from this one on. */
  static int upTo(long first, int wanted) {
    return Math.min(wanted, SEGMENT_ROWS - offset(first));
  }

  /** The memory is zeroed outside the lock, which takes its time. */
  private long segment() throws IOException {
    ByteBuffer all = memory.allocate(ROW_BYTES + BIT_BYTES);
    return add(
        all.slice(0, ROW_BYTES).order(ByteOrder.nativeOrder()).asLongBuffer(),
        all.slice(ROW_BYTES, BIT_BYTES));
  }

  private synchronized long add(LongBuffer rows, ByteBuffer claims) {
    int room = segments == words.length ? 2 * segments : words.length;
    LongBuffer[] moreWords = Arrays.copyOf(words, room);
    ByteBuffer[] moreBits = Arrays.copyOf(bits, room);
    moreWords[segments] = rows;
    moreBits[segments] = claims;
    words = moreWords;
    bits = moreBits;
    return (long) segments++ << SEGMENT_BITS;
  }

  /** Sets rows that follow each other within a segment. */
  void put(long row, long[] from, int at, int count) {
    segment(row).put(offset(row) * WORDS, from, at, count * WORDS);
  }

  long h1(long row) {
    return segment(row).get(offset(row) * WORDS);
  }

  long h2(long row) {
    return segment(row).get(offset(row) * WORDS + H2);
  }

  long lastWord(long row) {
    return segment(row).get(offset(row) * WORDS + ETAG_LOW);
  }

  boolean holds(long row, long h1, long h2) {
    return h1(row) == h1 && h2(row) == h2;
  }

  void makeAmbiguous(long row) {
    int at = offset(row) * WORDS + PACKED;
    segment(row).put(at, segment(row).get(at) | RemoteObject.AMBIGUOUS);
  }

  /** The object of a row, as it was before anybody claimed it. */
  RemoteObject get(long row, boolean claimed) {
    LongBuffer segment = segment(row);
    int at = offset(row) * WORDS;
    return new RemoteObject(
        segment.get(at + PACKED) | (claimed ? RemoteObject.CLAIMED : 0),
        segment.get(at + ETAG_HIGH),
        segment.get(at + ETAG_LOW));
  }

  boolean isClaimed(long row) {
    return ((long) BITS.getVolatile(claims(row), bitWord(row)) & 1L << row) != 0;
  }

  /** Claims a row, and tells whether somebody had done so before. */
  boolean claim(long row) {
    return ((long) BITS.getAndBitwiseOr(claims(row), bitWord(row), 1L << row) & 1L << row) != 0;
  }

  private LongBuffer segment(long row) {
    return words[(int) (row >>> SEGMENT_BITS)];
  }

  private ByteBuffer claims(long row) {
    return bits[(int) (row >>> SEGMENT_BITS)];
  }

  private static int bitWord(long row) {
    return offset(row) / Long.SIZE * Long.BYTES;
  }

  private static int offset(long row) {
    return (int) row & (SEGMENT_ROWS - 1);
  }
}
