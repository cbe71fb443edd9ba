package io.stocktake.planner.reconcile;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The rows of one slice of the hash space: five words each, in chunks that never move, and an
 * open-addressing index over them at two thirds load.
 */
final class KeyPartition {
  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int ROW_BYTES = 5 * Long.BYTES;
  private static final int H2 = Long.BYTES;
  private static final int PACKED = 2 * Long.BYTES;
  private static final int ETAG_HIGH = 3 * Long.BYTES;
  private static final int ETAG_LOW = 4 * Long.BYTES;
  private static final int CHUNK_BITS = 9;
  private static final int CHUNK_ROWS = 1 << CHUNK_BITS;

  private final OffHeap memory;
  private ByteBuffer[] chunks = new ByteBuffer[0];
  private int rows;
  private int duplicates;

  /** Row numbers plus one; 0 where there is none. */
  private ByteBuffer slots;

  private int slotCount;

  KeyPartition(OffHeap memory) {
    this.memory = memory;
  }

  synchronized void add(long h1, long h2, RemoteObject object) throws IOException {
    int chunk = rows >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, Math.max(1, chunk * 2));
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = memory.allocate(CHUNK_ROWS * ROW_BYTES);
    }
    int at = offset(rows);
    chunks[chunk]
        .putLong(at, h1)
        .putLong(at + H2, h2)
        .putLong(at + PACKED, object.packed())
        .putLong(at + ETAG_HIGH, object.etagHigh())
        .putLong(at + ETAG_LOW, object.etagLow());
    rows++;
  }

  synchronized void index() throws IOException {
    slotCount = (rows + rows / 2 | 1) + 1;
    slots = memory.allocate(slotCount * Integer.BYTES);
    for (int row = 0; row < rows; row++) {
      insert(row);
    }
  }

  private void insert(int row) {
    ByteBuffer chunk = chunk(row);
    int slot = slot(chunk.getLong(offset(row)), chunk.getLong(offset(row) + H2));
    int there = at(slot);
    if (there < 0) {
      slots.putInt(slot * Integer.BYTES, row + 1);
    } else {
      set(there, RemoteObject.AMBIGUOUS);
      duplicates++;
    }
  }

  /** The row of a hash, or a negative number. */
  int find(long h1, long h2) {
    return at(slot(h1, h2));
  }

  /** The slot that holds the hash, or the empty one where it would go. */
  private int slot(long h1, long h2) {
    int slot = (int) (((h2 >>> 32) * slotCount) >>> 32);
    for (int row = at(slot); row >= 0 && !holds(row, h1, h2); row = at(slot)) {
      slot = slot + 1 == slotCount ? 0 : slot + 1;
    }
    return slot;
  }

  private int at(int slot) {
    return slots.getInt(slot * Integer.BYTES) - 1;
  }

  private boolean holds(int row, long h1, long h2) {
    ByteBuffer chunk = chunk(row);
    int at = offset(row);
    return chunk.getLong(at) == h1 && chunk.getLong(at + H2) == h2;
  }

  RemoteObject get(int row) {
    ByteBuffer chunk = chunk(row);
    int at = offset(row);
    return new RemoteObject(
        (long) WORDS.getVolatile(chunk, at + PACKED),
        chunk.getLong(at + ETAG_HIGH),
        chunk.getLong(at + ETAG_LOW));
  }

  boolean claim(int row) {
    return (set(row, RemoteObject.CLAIMED) & RemoteObject.CLAIMED) == 0;
  }

  /** Sets bits, and tells what was there before. */
  private long set(int row, long bits) {
    return (long) WORDS.getAndBitwiseOr(chunk(row), offset(row) + PACKED, bits);
  }

  void forEach(Consumer<RemoteObject> sink) {
    for (int slot = 0; slot < slotCount; slot++) {
      int row = at(slot);
      if (row >= 0) {
        sink.accept(get(row));
      }
    }
  }

  long size() {
    return (long) rows - duplicates;
  }

  private ByteBuffer chunk(int row) {
    return chunks[row >>> CHUNK_BITS];
  }

  private static int offset(int row) {
    return (row & (CHUNK_ROWS - 1)) * ROW_BYTES;
  }
}
