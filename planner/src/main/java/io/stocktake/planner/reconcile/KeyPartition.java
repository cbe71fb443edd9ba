package io.stocktake.planner.reconcile;

import java.io.IOException;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The rows of one slice of the hash space, in chunks of rows that follow each other, and an
 * open-addressing index over them at two thirds load. A slot holds 24 bits of the hash beside the
 * row's number, so that a row is looked at only if it is, but for one in 16 million, the right one.
 */
final class KeyPartition {
  /** What {@link #candidate} and {@link #find} answer for a key that is not there. */
  static final long ABSENT = -1;

  private static final int LEAST = 16;

  /** A chunk is this share of what is there, so that few lie apart and little lies idle. */
  private static final int SHARE = 8;

  private static final int ROW_BITS = 40;
  private static final long ROW_MASK = (1L << ROW_BITS) - 1;

  private final KeyRows rows;
  private long[] chunks = {};
  private int[] lengths = {};
  private int chunkCount;
  private long next;
  private int left;
  private int size;
  private int duplicates;

  /** A tag and a row number plus one; 0 where there is none. */
  private LongBuffer slots;

  private int slotCount;

  KeyPartition(KeyRows rows) {
    this.rows = rows;
  }

  /**
   * Adds rows.
   *
   * @param room where there is room for them
   * @param words holds them
   * @param at where the first begins
   */
  synchronized void append(KeyRows.Room room, long[] words, int at, int count) throws IOException {
    for (int done = 0; done < count; ) {
      if (left == 0) {
        openChunk(room);
      }
      int some = Math.min(left, count - done);
      rows.put(next, words, at + done * KeyRows.WORDS, some);
      next += some;
      left -= some;
      size += some;
      done += some;
    }
  }

  private void openChunk(KeyRows.Room room) throws IOException {
    if (chunkCount == chunks.length) {
      chunks = Arrays.copyOf(chunks, Math.max(4, 2 * chunkCount));
      lengths = Arrays.copyOf(lengths, chunks.length);
    }
    int wanted = Math.max(LEAST, size / SHARE & -LEAST);
    next = room.take(wanted);
    left = KeyRows.upTo(next, wanted);
    chunks[chunkCount] = next;
    lengths[chunkCount++] = left;
  }

  synchronized void index(OffHeap memory) throws IOException {
    slotCount = size + size / 2 + 1;
    slots = memory.allocate(slotCount * Long.BYTES).asLongBuffer();
    forEachRow(1, this::insert);
  }

  private void insert(long row) {
    long h1 = rows.h1(row);
    long h2 = rows.h2(row);
    int slot = slot(h2);
    for (long word = slots.get(slot); word != 0; word = slots.get(slot)) {
      if (isTagged(word, h1) && rows.holds(row(word), h1, h2)) {
        rows.makeAmbiguous(row(word));
        duplicates++;
        return;
      }
      slot = after(slot);
    }
    slots.put(slot, h1 << ROW_BITS | row + 1);
  }

  /** Brings the first line that {@link #candidate} looks at into the cache. */
  long touch(long h2) {
    return slots.get(slot(h2));
  }

  /** The row of a hash unless it is another of the same tag, or {@link #ABSENT}. */
  long candidate(long h1, long h2) {
    int slot = slot(h2);
    long word = slots.get(slot);
    while (word != 0 && !isTagged(word, h1)) {
      slot = after(slot);
      word = slots.get(slot);
    }
    return row(word);
  }

  /** The row of a hash, or {@link #ABSENT}. */
  long find(long h1, long h2) {
    int slot = slot(h2);
    for (long word = slots.get(slot); word != 0; word = slots.get(slot)) {
      if (isTagged(word, h1) && rows.holds(row(word), h1, h2)) {
        return row(word);
      }
      slot = after(slot);
    }
    return ABSENT;
  }

  private int slot(long h2) {
    return (int) (((h2 >>> 32) * slotCount) >>> 32);
  }

  private int after(int slot) {
    return slot + 1 == slotCount ? 0 : slot + 1;
  }

  private static boolean isTagged(long word, long h1) {
    return (word ^ h1 << ROW_BITS) >>> ROW_BITS == 0;
  }

  private static long row(long word) {
    return (word & ROW_MASK) - 1;
  }

  /** Reads a word of every page in order, so that what lies in a file is read as a whole. */
  void readAhead(int pageBytes) {
    long sum = 0;
    for (int slot = 0; slot < slotCount; slot += pageBytes / Long.BYTES) {
      sum += slots.get(slot);
    }
    long[] read = {sum};
    forEachRow(pageBytes / KeyRows.WORDS / Long.BYTES, row -> read[0] += rows.h1(row));
  }

  private void forEachRow(int step, LongConsumer sink) {
    int rest = size;
    for (int chunk = 0; chunk < chunkCount; chunk++) {
      int count = Math.min(rest, lengths[chunk]);
      for (int i = 0; i < count; i += step) {
        sink.accept(chunks[chunk] + i);
      }
      rest -= count;
    }
  }

  /** Gives the row of every key to a sink. */
  void forEach(LongConsumer sink) {
    for (int slot = 0; slot < slotCount; slot++) {
      if (slots.get(slot) != 0) {
        sink.accept(row(slots.get(slot)));
      }
    }
  }

  /** Rows, each key counted once. */
  int size() {
    return size - duplicates;
  }
}
