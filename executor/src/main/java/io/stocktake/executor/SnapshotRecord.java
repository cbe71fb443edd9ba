package io.stocktake.executor;

import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Plan;
import java.util.Optional;

/**
 * The last journaled snapshot of a plan.
 *
 * @param id its name
 * @param notStored files in it that no object holds
 * @param done rows that were done when it was sealed
 */
public record SnapshotRecord(String id, long notStored, long done) {
  /**
   * The state of a plan's snapshot as its journal tells it.
   *
   * @param last the snapshot that was sealed last
   * @param done rows that are done now, of all parts of the plan
   */
  public static SnapshotState state(PlanBundle bundle, Optional<SnapshotRecord> last, long done) {
    if (bundle.plan().catalogue().isEmpty()) {
      return SnapshotState.NONE;
    }
    if (last.isEmpty() || (last.get().notStored() > 0 && done > last.get().done())) {
      return SnapshotState.OWED;
    }
    boolean whole =
        last.get().notStored() == 0 && bundle.plan().source().coverage() == Plan.Coverage.COMPLETE;
    return new SnapshotState(
        whole ? SnapshotState.State.SEALED : SnapshotState.State.PARTIAL,
        last.get().id(),
        last.get().notStored());
  }
}
