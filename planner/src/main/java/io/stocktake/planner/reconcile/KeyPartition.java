package io.stocktake.planner.reconcile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The rows of one slice of the hash space: five words each, in chunks that never move, and an
 * open-addressing index over them at half load.
 */
final class KeyPartition {
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int ROW_WORDS = 5;
  private static final int CHUNK_BITS = 12;
  private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
  private static final int PACKED = 2;
  private static final int EMPTY = -1;

  private final List<long[]> chunks = new ArrayList<>();
  private int rows;
  private int duplicates;
  private int[] slots = new int[0];

  synchronized void add(long h1, long h2, RemoteObject object) {
    if (rows == chunks.size() << CHUNK_BITS) {
      chunks.add(new long[CHUNK_ROWS * ROW_WORDS]);
    }
    long[] chunk = chunk(rows);
    int at = offset(rows);
    chunk[at] = h1;
    chunk[at + 1] = h2;
    chunk[at + PACKED] = object.packed();
    chunk[at + 3] = object.etagHigh();
    chunk[at + 4] = object.etagLow();
    rows++;
  }

  synchronized void index() {
    slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, rows)) * 4)];
    Arrays.fill(slots, EMPTY);
    for (int row = 0; row < rows; row++) {
      insert(row);
    }
  }

  private void insert(int row) {
    long h1 = chunk(row)[offset(row)];
    long h2 = chunk(row)[offset(row) + 1];
    int slot = slot(h1, h2);
    if (slots[slot] == EMPTY) {
      slots[slot] = row;
    } else {
      chunk(slots[slot])[offset(slots[slot]) + PACKED] |= RemoteObject.AMBIGUOUS;
      duplicates++;
    }
  }

  /** The row of a hash, or a negative number. */
  int find(long h1, long h2) {
    return slots[slot(h1, h2)];
  }

  /** The slot that holds the hash, or the empty one where it would go. */
  private int slot(long h1, long h2) {
    int mask = slots.length - 1;
    int slot = (int) h2 & mask;
    while (slots[slot] != EMPTY && !holds(slots[slot], h1, h2)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean holds(int row, long h1, long h2) {
    long[] chunk = chunk(row);
    int at = offset(row);
    return chunk[at] == h1 && chunk[at + 1] == h2;
  }

  RemoteObject get(int row) {
    long[] chunk = chunk(row);
    int at = offset(row);
    return new RemoteObject(
        (long) WORDS.getVolatile(chunk, at + PACKED), chunk[at + 3], chunk[at + 4]);
  }

  boolean claim(int row) {
    long before =
        (long) WORDS.getAndBitwiseOr(chunk(row), offset(row) + PACKED, RemoteObject.CLAIMED);
    return (before & RemoteObject.CLAIMED) == 0;
  }

  void forEach(Consumer<RemoteObject> sink) {
    for (int row = 0; row < rows; row++) {
      sink.accept(get(row));
    }
  }

  long size() {
    return (long) rows - duplicates;
  }

  private long[] chunk(int row) {
    return chunks.get(row >>> CHUNK_BITS);
  }

  private static int offset(int row) {
    return (row & (CHUNK_ROWS - 1)) * ROW_WORDS;
  }
}
