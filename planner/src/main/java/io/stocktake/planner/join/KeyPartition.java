package io.stocktake.planner.join;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.reconcile.RemoteObject;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The rows of one slice of the hash space, in the order they were added, which is much the order in
 * which they are looked up, in chunks that grow as there are more of them. An open-addressing index
 * at half load finds them: a slot holds 8 bits of the hash beside the row, so that few rows are
 * read in vain. A bit for each row says whether a file accounts for it; the bits are stored apart,
 * so that rows in a file are not written again for them.
 */
final class KeyPartition {
  /** What there is instead of a row; no object packs so. */
  static final long NONE = -1;

  /** Rows that are added at a time, at most. */
  static final int RUN = 16;

  /** So many chunks have one size, an eighth to a sixteenth of what is there by then. */
  private static final int STEPS = 8;

  private static final int RUN_BITS = 4;
  private static final int LARGEST = KeyRows.SEGMENT_BITS - RUN_BITS;
  private static final int TAG_BITS = 8;
  private static final int MAX_ROWS = (1 << (Integer.SIZE - TAG_BITS)) - 1;
  private static final int PACKED = 2;

  private final KeyRows rows;
  private long[] chunks = {};
  private int chunkCount;
  private int left;
  private int size;
  private int duplicates;

  /** A bit for each row. */
  private LongBuffer claims;

  /** A row plus one above a tag; 0 where there is none. */
  private IntBuffer slots;

  private int slotCount;

  KeyPartition(KeyRows rows) {
    this.rows = rows;
  }

  /**
   * Adds rows, at most {@link #RUN}.
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
      rows.put(number(size), words, at + done * KeyRows.WORDS, some);
      left -= some;
      size += some;
      done += some;
    }
  }

  private void openChunk(KeyRows.Room room) throws IOException {
    if (chunkCount == chunks.length) {
      chunks = Arrays.copyOf(chunks, Math.max(STEPS, 2 * chunkCount));
    }
    left = RUN << Math.min(LARGEST, chunkCount / STEPS);
    if (size > MAX_ROWS - left) {
      throw StocktakeException.environment(
          "a list names one key " + size + " times, or has more than 8 billion of them");
    }
    chunks[chunkCount++] = room.take(left);
  }

  /** The number among all rows of a row of this partition; eight chunks each have one size. */
  private long number(int row) {
    int run = (row >>> RUN_BITS) + STEPS;
    int step = Math.min(LARGEST, Integer.SIZE - 4 - Integer.numberOfLeadingZeros(run));
    int chunk = step * STEPS + (run >>> step) - STEPS;
    int first = ((run >>> step << step) - STEPS) << RUN_BITS;
    return chunks[chunk] + row - first;
  }

  synchronized void index(OffHeap memory) throws IOException {
    slotCount = 2 * (size + 1);
    claims = memory.allocate((size / Long.SIZE + 1) * Long.BYTES).asLongBuffer();
    slots = memory.allocate(slotCount * Integer.BYTES).asIntBuffer();
    for (int row = 0; row < size; row++) {
      insert(row);
    }
  }

  private void insert(int row) {
    long number = number(row);
    long h1 = rows.word(number, 0);
    long h2 = rows.word(number, 1);
    int slot = find(h1, h2);
    int first = row(slots.get(slot));
    if (first < 0) {
      slots.put(slot, ((row + 1) << TAG_BITS) | tag(h1));
    } else {
      rows.setPacked(number(first), packed(first) | RemoteObject.AMBIGUOUS);
      rows.setPacked(number, NONE);
      duplicates++;
    }
  }

  /** The slot that holds a hash, or the empty one where it would be. */
  private int find(long h1, long h2) {
    int slot = tagged(slot(h2), h1);
    while (slots.get(slot) != 0 && !holds(row(slots.get(slot)), h1, h2)) {
      slot = tagged(after(slot), h1);
    }
    return slot;
  }

  /** From this slot on, the first that has the tag or is empty. */
  private int tagged(int from, long h1) {
    int slot = from;
    for (int word = slots.get(slot); word != 0 && (byte) (word ^ h1) != 0; word = slots.get(slot)) {
      slot = after(slot);
    }
    return slot;
  }

  private int slot(long h2) {
    return (int) (((h2 >>> 32) * slotCount) >>> 32);
  }

  private int after(int slot) {
    return slot + 1 == slotCount ? 0 : slot + 1;
  }

  private static int tag(long h1) {
    return (int) h1 & 0xff;
  }

  private static int row(int slot) {
    return (slot >>> TAG_BITS) - 1;
  }

  /** Prefetches what {@link #candidate} reads first. */
  int touch(long h2) {
    return slots.get(slot(h2));
  }

  /** The row of a hash, checked in full; a negative number if there is none. */
  int candidate(long h1, long h2) {
    return row(slots.get(tagged(slot(h2), h1)));
  }

  private boolean holds(int row, long h1, long h2) {
    return rows.holds(number(row), h1, h2);
  }

  /** The row of a hash; a negative number if there is none. */
  int row(long h1, long h2) {
    return row(slots.get(find(h1, h2)));
  }

  /** Gets the words of a row: its hash, and its object without the claim. */
  void get(int row, long[] to, int at) {
    rows.get(number(row), to, at);
  }

  private long packed(int row) {
    return rows.word(number(row), PACKED);
  }

  boolean isClaimed(int row) {
    return (claims.get(row / Long.SIZE) & 1L << row) != 0;
  }

  /** Claims a row; to be called by who holds the lock of this partition. */
  void claim(int row) {
    claims.put(row / Long.SIZE, claims.get(row / Long.SIZE) | 1L << row);
  }

  /** Reads a word of every page in order, so that a file is read as a whole. */
  long readAhead(int pageBytes) {
    long sum = 0;
    for (int slot = 0; slot < slotCount; slot += pageBytes / Integer.BYTES) {
      sum += slots.get(slot);
    }
    for (int row = 0; row < size; row += pageBytes / KeyRows.WORDS / Long.BYTES) {
      sum += rows.word(number(row), 0);
    }
    return sum;
  }

  /** Gives the objects to a sink, each key's once. */
  void forEach(Consumer<RemoteObject> sink) {
    for (int row = 0; row < size; row++) {
      if (packed(row) != NONE) {
        sink.accept(object(row));
      }
    }
  }

  RemoteObject object(int row) {
    long[] words = new long[KeyRows.WORDS];
    get(row, words, 0);
    return new RemoteObject(
        words[PACKED] | (isClaimed(row) ? RemoteObject.CLAIMED : 0),
        words[PACKED + 1],
        words[PACKED + 2]);
  }

  /** Rows, each key counted once. */
  int size() {
    return size - duplicates;
  }
}
