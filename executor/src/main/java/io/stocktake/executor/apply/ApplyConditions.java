package io.stocktake.executor.apply;

import io.stocktake.executor.lease.LeaseFactory;
import io.stocktake.executor.snapshot.SnapshotSealer;
import io.stocktake.manifests.safety.Safety;
import java.util.List;
import java.util.Optional;

/**
 * Conditions of this run beside the plan's own: safety limits, lease, notes, program version.
 *
 * @param safety what must hold before anything is done, besides what the plan itself demands
 * @param lease what keeps other runs away
 * @param notes notes about this run for the user
 * @param tool name and version of the program, for the report to tell
 * @param snapshots seals the snapshot of a plan with a catalogue; none leaves it missing
 */
public record ApplyConditions(
    Safety safety,
    LeaseFactory lease,
    List<String> notes,
    String tool,
    Optional<SnapshotSealer> snapshots) {
  /** None but the plan's own. */
  public static final ApplyConditions NONE =
      new ApplyConditions(Safety.NONE, LeaseFactory.NONE, List.of(), "stocktake", Optional.empty());
}
