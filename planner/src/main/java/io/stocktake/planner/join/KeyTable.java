package io.stocktake.planner.join;

import io.stocktake.planner.reconcile.RemoteObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The inventory side of the join: a row of 40 bytes for each object, found by the 128-bit hash of
 * its key. Filled by any number of threads, then indexed once, then read and claimed by any number
 * of threads. No key is kept.
 *
 * <p>Rows are partitioned by the top bits of their hashes, each small enough, up to tens of
 * millions of rows, to be indexed within a core's cache (the radix join of Manegold, Boncz and
 * Kersten, "Optimizing main-memory join on modern hardware", 2002). {@link BatchedLookups} finds
 * them.
 */
public final class KeyTable {
  /** As many as leave room in the cache, beside what is looked up, for what is known of each. */
  static final int PARTITIONS = 512;

  private static final int SHIFT = Long.numberOfLeadingZeros(PARTITIONS) + 1;

  private final OffHeap memory;
  private final KeyPartition[] partitions = new KeyPartition[PARTITIONS];
  private final Queue<KeyLoader> loaders = new ConcurrentLinkedQueue<>();
  private final LongAdder claimed = new LongAdder();
  private final LongAdder claimedBytes = new LongAdder();
  private ThreadLocal<KeyLoader> loader;
  private long size;
  private long bytes;

  /** An empty table with its rows in this memory: 51 bytes each. */
  public KeyTable(OffHeap memory) {
    this.memory = memory;
    KeyRows rows = new KeyRows(memory);
    this.loader = ThreadLocal.withInitial(() -> newLoader(rows.new Room()));
    Arrays.setAll(partitions, i -> new KeyPartition(rows));
  }

  private KeyLoader newLoader(KeyRows.Room room) {
    KeyLoader opened = new KeyLoader(partitions, room);
    loaders.add(opened);
    return opened;
  }

  /** Adds an object under the hash of its key. */
  public void add(long[] hash, RemoteObject object) throws IOException {
    loader.get().add(partition(hash[0]), hash[0], hash[1], object);
  }

  /**
   * Makes the rows findable; to be called when all are added. A key that was added twice becomes
   * one ambiguous row.
   *
   * @param threads how many do the work
   */
  public void index(int threads) throws IOException {
    for (KeyLoader full : loaders) {
      full.finish();
      bytes += full.bytes();
    }
    loaders.clear();
    loader = null;
    ParallelTasks.each(threads, PARTITIONS, i -> partitions[i].index(memory));
    size = Arrays.stream(partitions).mapToLong(KeyPartition::size).sum();
  }

  /**
   * The object of one key, if it is there; for those who ask of few keys.
   *
   * @param hash the key's hash
   */
  public Optional<RemoteObject> find(long[] hash) {
    KeyPartition partition = partitions[partition(hash[0])];
    int row = partition.row(hash[0], hash[1]);
    return row < 0 ? Optional.empty() : Optional.of(partition.object(row));
  }

  KeyPartition partition(int number) {
    return partitions[number];
  }

  /** Whether part of it is in a file, where rows are best read in order. */
  boolean isSpilled() {
    return memory.spilled() > 0;
  }

  /** Says that so many more objects, of so many bytes, have a file. */
  void claimed(long objects, long objectBytes) {
    claimed.add(objects);
    claimedBytes.add(objectBytes);
  }

  /** Gives every row to a sink, in no order, each key once. */
  public void forEach(Consumer<RemoteObject> sink) {
    for (KeyPartition partition : partitions) {
      partition.forEach(sink);
    }
  }

  /** Rows, each key counted once. */
  public long size() {
    return size;
  }

  /** Bytes of all objects added. */
  public long bytes() {
    return bytes;
  }

  /** Rows that nothing claimed. */
  public long unclaimed() {
    return size - claimed.sum();
  }

  /** Bytes of the rows that nothing claimed. */
  public long unclaimedBytes() {
    return bytes - claimedBytes.sum();
  }

  static int partition(long h1) {
    return (int) (h1 >>> SHIFT);
  }
}
