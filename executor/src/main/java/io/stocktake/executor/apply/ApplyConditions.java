package io.stocktake.executor.apply;

import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.files.LocalFileContents;
import io.stocktake.executor.lease.LeaseFactory;
import io.stocktake.executor.snapshot.SnapshotSealer;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.safety.Safety;
import java.io.IOException;
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
 * @param contents opens the files of a plan
 */
public record ApplyConditions(
    Safety safety,
    LeaseFactory lease,
    List<String> notes,
    String tool,
    Optional<SnapshotSealer> snapshots,
    ContentsFactory contents) {
  /** None but the plan's own. */
  public static final ApplyConditions NONE =
      new ApplyConditions(
          Safety.NONE,
          LeaseFactory.NONE,
          List.of(),
          "stocktake",
          Optional.empty(),
          ContentsFactory.LOCAL);

  /** Opens the files of a plan. */
  @FunctionalInterface
  public interface ContentsFactory {
    /** As they are, on this machine. */
    ContentsFactory LOCAL = LocalFileContents::new;

    /**
     * Opens the files; nothing is read yet.
     *
     * @throws StocktakeException if they cannot be sent as the plan says
     */
    FileContents open(Plan plan) throws IOException;
  }
}
