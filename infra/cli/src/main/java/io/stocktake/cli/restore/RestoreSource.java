package io.stocktake.cli.restore;

import io.stocktake.cli.inputs.InventorySource;
import io.stocktake.cli.snapshots.SnapshotSession;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.planner.restore.source.InventoryObjects;
import io.stocktake.planner.restore.source.ObjectSource;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * What a restore is planned from, opened.
 *
 * @param objects the objects
 * @param at the time as of which they are; nothing of the current ones
 * @param opened what is to be closed
 */
record RestoreSource(ObjectSource objects, Optional<Instant> at, Closeable opened)
    implements Closeable {

  /** An inventory. */
  static RestoreSource of(InventorySource inventory, Optional<Instant> at) {
    return new RestoreSource(new InventoryObjects(inventory.delivery()), at, inventory);
  }

  /**
   * A snapshot: the one that is named, or the newest, or the newest of a time.
   *
   * @param session closed if there is no such snapshot
   */
  static RestoreSource of(SnapshotSession session, Optional<String> name, Optional<Instant> at)
      throws IOException {
    try {
      Snapshot snapshot = session.choose(name, at);
      return new RestoreSource(session.objects(snapshot), Optional.of(snapshot.time()), session);
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    opened.close();
  }
}
