package io.stocktake.planner.compare.output;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.request.KeyMapping;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.source.WalkedEntry;
import io.stocktake.planner.source.WalkedFile;
import java.io.IOException;
import java.util.Optional;

/** Where walk and comparison put what they find; used by several threads. */
public final class PlanCollector {
  private final PlanWriter writer;
  private final IOConsumer<PlanRow> rows;
  private final PlanProgress progress;
  private final KeyMapping mapping;
  private final SideInputs inputs;
  private final PlannedKeyFilter touched = new PlannedKeyFilter();
  private final UnprovenKeys shadows;
  private final Optional<CatalogueCollector> catalogue;
  private volatile Coverage coverage = Coverage.COMPLETE;

  public PlanCollector(
      PlanWriter writer,
      IOConsumer<PlanRow> rows,
      PlanProgress progress,
      KeyMapping mapping,
      SideInputs inputs,
      UnprovenKeys shadows,
      Optional<CatalogueCollector> catalogue) {
    this.catalogue = catalogue;
    this.shadows = shadows;
    this.inputs = inputs;
    this.writer = writer;
    this.rows = rows;
    this.progress = progress;
    this.mapping = mapping;
  }

  /** The counters of the run. */
  public PlanProgress progress() {
    return progress;
  }

  /** Hears of a file that is compared, and of the key it maps to. */
  public void file(WalkedFile walked, String key) {
    inputs.file(walked, key);
  }

  /** Takes an entry of the source that is not compared, for the catalogue. */
  public void entry(WalkedEntry entry) throws IOException {
    if (catalogue.isPresent()) {
      catalogue.get().entry(entry);
    }
  }

  /**
   * Takes a file that was compared, for the catalogue.
   *
   * @param same the ETag of its object, if that needs no row of the plan to be the same
   */
  public void compared(WalkedFile walked, Optional<ETag> same) throws IOException {
    if (catalogue.isPresent() && walked.entry().isPresent()) {
      catalogue.get().file(walked.entry().get(), same);
    }
  }

  public void row(PlanRow row) throws IOException {
    progress.row();
    inputs.row(row);
    touched.note(row);
    rows.accept(row);
  }

  public void problem(Problem problem) {
    writer.problem(problem);
    progress.problem(problem.kind());
    switch (problem.kind().effect()) {
      case PARTIAL -> coverage = Coverage.PARTIAL;
      case SHADOWS -> {
        // Of a directory the keys below it, of a file its own, which may be an encrypted one's.
        String place = mapping.place(problem.path());
        String key = mapping.key(problem.path());
        shadows.add(place);
        if (!key.equals(place)) {
          shadows.add(key);
        }
      }
      case NONE -> {}
    }
  }

  /** Whether a key without a file is known to have none, for all keys that are not shadowed. */
  public Coverage coverage() {
    return shadows.everything() ? Coverage.PARTIAL : coverage;
  }

  /** Keys whose objects do not stay what they are. */
  public PlannedKeyFilter touched() {
    return touched;
  }

  /** Says that a key, and all keys below it, are accounted for by other means. */
  public void shadow(String key) {
    shadows.add(key);
  }

  public boolean shadowed(String key) {
    return shadows.cover(key);
  }
}
