package io.stocktake.cli.view.parts;

import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.executor.SnapshotRecord;
import io.stocktake.executor.SnapshotState;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.snapshot.SnapshotSealer;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.util.Optional;

/**
 * The snapshot of a plan that asks for one.
 *
 * @param id its name; empty if there is none
 * @param notStored files in it that no object holds
 */
public record SnapshotView(SnapshotState.State state, String id, long notStored) {
  /** That of a plan; none of a plan that asks for none. */
  public static Optional<SnapshotView> of(SnapshotState snapshot) {
    return snapshot.isWanted()
        ? Optional.of(new SnapshotView(snapshot.state(), snapshot.id(), snapshot.notStored()))
        : Optional.empty();
  }

  /** The state of a plan's snapshot, as journals tell it. */
  public static SnapshotState state(PlanBundle bundle, PlanStatus status) throws IOException {
    boolean wanted = !bundle.plan().catalogue().isEmpty();
    long done = wanted ? SnapshotSealer.done(SyncDirectory.partsOf(bundle)) : 0;
    return SnapshotRecord.state(bundle, status.snapshot(), done);
  }
}
