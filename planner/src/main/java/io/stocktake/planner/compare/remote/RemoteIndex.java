package io.stocktake.planner.compare.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ReservedKeys;
import io.stocktake.planner.inventory.InventoryRow;
import io.stocktake.planner.inventory.reader.InventoryReader;
import io.stocktake.planner.join.BatchedLookups;
import io.stocktake.planner.join.KeyHash;
import io.stocktake.planner.join.KeyTable;
import io.stocktake.planner.join.OffHeap;
import io.stocktake.planner.reconcile.ETagWorth;
import io.stocktake.planner.reconcile.Reconciler;
import io.stocktake.planner.reconcile.RemoteObject;
import io.stocktake.planner.source.filter.NameFilter;
import java.io.IOException;
import java.util.Arrays;

/**
 * The objects below the destination's prefix whose names the filters do not leave out. An empty
 * object whose key ends in a slash is a folder made by a console; it takes no part, nor does what
 * this program keeps there itself.
 */
public final class RemoteIndex {
  private static final byte[] RESERVED = ReservedKeys.FOLDER.getBytes(UTF_8);

  private final InventoryReader inventory;
  private final byte[] prefix;
  private final NameFilter filter;
  private final WorthFunction worth;
  private final KeyHash keyHash = KeyHash.random();
  private final KeyTable table;
  private final int threads;

  /**
   * The objects below a prefix.
   *
   * @param worth what the ETag of each object is worth
   */
  public RemoteIndex(
      InventoryReader inventory,
      String prefix,
      NameFilter filter,
      WorthFunction worth,
      OffHeap memory,
      int threads) {
    this.worth = worth;
    this.table = new KeyTable(memory);
    this.threads = threads;
    this.inventory = inventory;
    this.filter = filter;
    this.prefix = prefix.getBytes(UTF_8);
  }

  /** Reads the inventory, telling of each object and of each left out; returns its rows. */
  public long load(Runnable perObject, Runnable perLeftOut)
      throws IOException, InterruptedException {
    long rows =
        inventory.read(
            row -> {
              if (!isBelow(row)) {
                return;
              }
              if (leavesOut(row.key())) {
                perLeftOut.run();
              } else {
                table.add(
                    hash(row.key()),
                    RemoteObject.of(row.size(), row.etag(), worth(row), row.archived()));
                perObject.run();
              }
            });
    table.index(threads);
    return rows;
  }

  private ETagWorth worth(InventoryRow row) {
    return worth.of(() -> name(row.key()), row.encryption());
  }

  private String name(byte[] key) {
    return new String(key, prefix.length, key.length - prefix.length, UTF_8);
  }

  /** Lookups of files that account for their objects; items are added with {@link #hash}. */
  public <T> BatchedLookups<T> claiming(BatchedLookups.LookupConsumer<T> sink) {
    return BatchedLookups.claiming(table, threads, sink);
  }

  /** Lookups that leave no trace; items are added with {@link #hash}. */
  public <T> BatchedLookups<T> lookups(BatchedLookups.LookupConsumer<T> sink) {
    return BatchedLookups.of(table, threads, sink);
  }

  /** What a key is looked up by. */
  public long[] hash(byte[] key) {
    long[] hash = new long[2];
    keyHash.hash(key, hash);
    return hash;
  }

  public KeyTable table() {
    return table;
  }

  /** Reads the inventory again for the objects that no file claimed, each once. */
  public void orphans(OrphanSink sink) throws IOException, InterruptedException {
    readAgain(claiming((row, object) -> tell(sink, row, object.orElseThrow())));
  }

  /** Reads the inventory again for all objects, with what the table says of them by now. */
  public void objects(ObjectSink sink) throws IOException, InterruptedException {
    readAgain(lookups((row, object) -> sink.row(row, object.orElseThrow())));
  }

  private void readAgain(BatchedLookups<InventoryRow> rows)
      throws IOException, InterruptedException {
    inventory.read(
        row -> {
          if (isBelow(row) && !leavesOut(row.key())) {
            rows.add(row, hash(row.key()));
          }
        });
    rows.finish();
  }

  private static void tell(OrphanSink sink, InventoryRow row, RemoteObject object)
      throws IOException {
    if (!object.claimed()) {
      sink.row(row, object.ambiguous());
    }
  }

  /** Tells what the ETag of an object is worth. */
  @FunctionalInterface
  public interface WorthFunction {
    /**
     * The worth.
     *
     * @param name the object's key behind the prefix; made when it is asked for
     * @param stored what the inventory says of it
     */
    ETagWorth of(Reconciler.ObjectName name, ETagWorth stored);
  }

  /** Takes an object. */
  public interface ObjectSink {
    void row(InventoryRow row, RemoteObject object) throws IOException;
  }

  /** Takes an orphan. */
  public interface OrphanSink {
    /**
     * Takes one row.
     *
     * @param ambiguous whether the inventory has other rows of the key, so that this one proves
     *     nothing but that the key is there
     */
    void row(InventoryRow row, boolean ambiguous) throws IOException;
  }

  private boolean isBelow(InventoryRow row) {
    byte[] key = row.key();
    return key.length > prefix.length
        && (key[key.length - 1] != '/' || row.size() != 0)
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)
        && !isReserved(key);
  }

  private boolean isReserved(byte[] key) {
    int end = prefix.length + RESERVED.length;
    return key.length > end && Arrays.equals(key, prefix.length, end, RESERVED, 0, RESERVED.length);
  }

  private boolean leavesOut(byte[] key) {
    return filter != NameFilter.NONE && filter.excludesFile(name(key));
  }
}
