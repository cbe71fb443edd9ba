package io.stocktake.planner.reconcile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The inventory side of the join: a row of 40 bytes for each object, found by the 128-bit hash of
 * its key. Filled by any number of threads, then indexed once, then read and claimed by any number
 * of threads. No key is kept.
 */
public final class KeyTable {
  /** What {@link #find} answers for a key that is not there. */
  public static final long ABSENT = -1;

  private static final int PARTITION_BITS = 8;

  private final KeyPartition[] partitions = new KeyPartition[1 << PARTITION_BITS];
  private final LongAdder bytes = new LongAdder();
  private final LongAdder claimed = new LongAdder();
  private final LongAdder claimedBytes = new LongAdder();

  /** An empty table whose rows lie in this memory: 46 bytes each. */
  public KeyTable(OffHeap memory) {
    Arrays.setAll(partitions, i -> new KeyPartition(memory));
  }

  /** Adds an object under the hash of its key. */
  public void add(long[] hash, RemoteObject object) throws IOException {
    partitions[partition(hash)].add(hash[0], hash[1], object);
    bytes.add(object.size());
  }

  /** Makes the rows findable. A key that was added twice becomes one ambiguous row. */
  public void index() throws IOException {
    try {
      Arrays.stream(partitions).parallel().forEach(KeyTable::index);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void index(KeyPartition partition) {
    try {
      partition.index();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The handle of a key's row, or {@link #ABSENT}. */
  public long find(long[] hash) {
    int partition = partition(hash);
    int row = partitions[partition].find(hash[0], hash[1]);
    return row < 0 ? ABSENT : (long) partition << 32 | row;
  }

  /** The object of a row. */
  public RemoteObject get(long handle) {
    return partitions[(int) (handle >>> 32)].get((int) handle);
  }

  /**
   * Says that a file accounts for this row.
   *
   * @return whether it was the first to say so
   */
  public boolean claim(long handle) {
    boolean first = partitions[(int) (handle >>> 32)].claim((int) handle);
    if (first) {
      claimed.increment();
      claimedBytes.add(get(handle).size());
    }
    return first;
  }

  /** Gives every row to a sink, in no order, each key once. */
  public void forEach(Consumer<RemoteObject> sink) {
    for (KeyPartition partition : partitions) {
      partition.forEach(sink);
    }
  }

  /** Rows, each key counted once. */
  public long size() {
    return Arrays.stream(partitions).mapToLong(KeyPartition::size).sum();
  }

  /** Bytes of all objects added. */
  public long bytes() {
    return bytes.sum();
  }

  /** Rows that nothing claimed. */
  public long unclaimed() {
    return size() - claimed.sum();
  }

  /** Bytes of the rows that nothing claimed. */
  public long unclaimedBytes() {
    return bytes() - claimedBytes.sum();
  }

  private static int partition(long[] hash) {
    return (int) (hash[0] >>> (64 - PARTITION_BITS));
  }
}
