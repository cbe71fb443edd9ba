package io.stocktake.planner.join;

import io.stocktake.planner.reconcile.RemoteObject;
import java.io.IOException;

/**
 * Adds rows to the partitions for one thread: some at a time for each, so that writes stay in the
 * cache until a run of them goes to memory at once.
 */
final class KeyLoader {
  private static final int RUN = KeyPartition.RUN;

  private final KeyPartition[] partitions;
  private final KeyRows.Room room;
  private final byte[] filled;
  private final long[] words;
  private long bytes;

  KeyLoader(KeyPartition[] partitions, KeyRows.Room room) {
    this.partitions = partitions;
    this.room = room;
    this.filled = new byte[partitions.length];
    this.words = new long[partitions.length * RUN * KeyRows.WORDS];
  }

  void add(int partition, long h1, long h2, RemoteObject object) throws IOException {
    int at = (partition * RUN + filled[partition]) * KeyRows.WORDS;
    words[at] = h1;
    words[at + 1] = h2;
    words[at + 2] = object.packed();
    words[at + 3] = object.etagHigh();
    words[at + 4] = object.etagLow();
    bytes += object.size();
    if (++filled[partition] == RUN) {
      flush(partition);
    }
  }

  /** Hands on what is left. */
  void finish() throws IOException {
    for (int partition = 0; partition < partitions.length; partition++) {
      if (filled[partition] > 0) {
        flush(partition);
      }
    }
  }

  private void flush(int partition) throws IOException {
    int at = partition * RUN * KeyRows.WORDS;
    partitions[partition].append(room, words, at, filled[partition]);
    filled[partition] = 0;
  }

  /** Bytes of all objects added. */
  long bytes() {
    return bytes;
  }
}
