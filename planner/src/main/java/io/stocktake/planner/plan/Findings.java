package io.stocktake.planner.plan;

import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.PlanWriter;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.walk.WalkedFile;
import java.io.IOException;

/** Where walk and comparison put what they find; used by several threads. */
final class Findings {
  private final PlanWriter writer;
  private final RowSorter.Sink rows;
  private final PlanProgress progress;
  private final KeyMapping mapping;
  private final SideInputs inputs;
  private final TouchedKeys touched = new TouchedKeys();
  private final Shadows shadows;
  private volatile Coverage coverage = Coverage.COMPLETE;

  Findings(
      PlanWriter writer,
      RowSorter.Sink rows,
      PlanProgress progress,
      KeyMapping mapping,
      SideInputs inputs,
      Shadows shadows) {
    this.shadows = shadows;
    this.inputs = inputs;
    this.writer = writer;
    this.rows = rows;
    this.progress = progress;
    this.mapping = mapping;
  }

  /** Hears of a file that is compared, and of the key it maps to. */
  void file(WalkedFile walked, String key) {
    inputs.file(walked, key);
  }

  void row(PlanRow row) throws IOException {
    progress.row();
    inputs.row(row);
    touched.note(row);
    rows.row(row);
  }

  void problem(Problem problem) {
    writer.problem(problem);
    progress.problem(problem.kind());
    switch (problem.kind().effect()) {
      case PARTIAL -> coverage = Coverage.PARTIAL;
      case SHADOWS -> shadows.add(mapping.key(problem.path()));
      case NONE -> {}
    }
  }

  /** Whether a key without a file is known to have none, for all keys that are not shadowed. */
  Coverage coverage() {
    return shadows.everything() ? Coverage.PARTIAL : coverage;
  }

  /** Keys whose objects do not stay what they are. */
  TouchedKeys touched() {
    return touched;
  }

  /** Says that a key, and all keys below it, are accounted for by other means. */
  void shadow(String key) {
    shadows.add(key);
  }

  boolean shadowed(String key) {
    return shadows.cover(key);
  }
}
