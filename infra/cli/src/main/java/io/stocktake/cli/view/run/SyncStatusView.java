package io.stocktake.cli.view.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.cli.sync.SyncReport;
import io.stocktake.cli.view.parts.ProblemsView;
import io.stocktake.cli.view.parts.ReasonsView;
import io.stocktake.cli.view.parts.RowsView;
import io.stocktake.cli.view.parts.SnapshotView;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.report.Reasons;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The state of a sync, by the journals of its parts.
 *
 * @param parts parts that were sealed
 * @param complete whether the last part was made, so that all was planned
 * @param unfinished parts that {@code apply} may do more of
 * @param snapshot if the plan asks for one
 * @param undos the undo plans of parts, in the order that they are to be applied in
 * @param endedWell whether every row of every part so far was done
 */
public record SyncStatusView(
    Path directory,
    int parts,
    boolean complete,
    @JsonUnwrapped RowsView rows,
    List<Path> unfinished,
    @JsonUnwrapped ProblemsView problems,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<SnapshotView> snapshot,
    List<Path> undos,
    ReasonsView reasons,
    @JsonIgnore boolean endedWell) {

  /** The state of a sync. */
  public static SyncStatusView of(SyncDirectory sync) throws IOException {
    SyncReport report = new SyncReport();
    Reasons reasons = new Reasons();
    for (Path part : sync.parts()) {
      PlanStatus status = PlanStatus.read(PlanBundle.open(part));
      report.add(part, status);
      reasons.add(status);
    }
    ProblemsView problems = ProblemsView.NONE;
    boolean complete = Files.exists(sync.last());
    if (complete) {
      PlanBundle last = PlanBundle.open(sync.last());
      report.add(sync.last(), SnapshotView.state(last, PlanStatus.read(last)));
      problems = ProblemsView.of(last);
    }
    return new SyncStatusView(
        sync.path(),
        report.parts(),
        complete,
        new RowsView(report.planned(), report.outcomes(), report.left()),
        report.unfinished(),
        problems,
        SnapshotView.of(report.snapshot()),
        report.undos(),
        ReasonsView.of(reasons),
        report.endedWell());
  }
}
