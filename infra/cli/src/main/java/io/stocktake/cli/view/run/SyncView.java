package io.stocktake.cli.view.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.cli.sync.SyncReport;
import io.stocktake.cli.view.parts.ProblemsView;
import io.stocktake.cli.view.parts.ReasonsView;
import io.stocktake.cli.view.parts.RowsView;
import io.stocktake.cli.view.parts.SnapshotView;
import io.stocktake.cli.view.parts.TrafficView;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.planner.request.PlanProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of a sync.
 *
 * @param parts parts that were sealed
 * @param complete whether the last part was made, so that all was planned
 * @param files files walked
 * @param same files that are the same as their objects
 * @param stopped whether it was stopped before its end
 * @param unfinished parts that {@code apply} may do more of
 * @param undos the undo plans of parts, in the order that they are to be applied in
 * @param last what the last part tells
 * @param snapshot if the plan asks for one
 * @param notes what a user should know beside, in sentences
 */
public record SyncView(
    Path directory,
    int parts,
    boolean complete,
    long files,
    long same,
    @JsonUnwrapped RowsView rows,
    ReasonsView reasons,
    @JsonUnwrapped TrafficView traffic,
    boolean stopped,
    List<Path> unfinished,
    List<Path> undos,
    @JsonUnwrapped Last last,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<SnapshotView> snapshot,
    List<String> notes) {

  /**
   * What the last part tells, once it is made.
   *
   * @param undecided rows that need a person
   * @param problems problems of any kind
   * @param kinds the problems by kind; null before
   */
  public record Last(
      Optional<Long> undecided,
      Optional<Long> problems,
      Optional<Coverage> coverage,
      @JsonUnwrapped ProblemsView kinds) {
    private static final Last NONE =
        new Last(Optional.empty(), Optional.empty(), Optional.empty(), null);

    private static Last of(PlanBundle bundle) throws IOException {
      Plan plan = bundle.plan();
      return new Last(
          Optional.of(plan.rows(Action.NONE)),
          Optional.of(plan.problems().rows()),
          Optional.of(plan.source().coverage()),
          ProblemsView.of(bundle));
    }
  }

  /** The result of a run. */
  public static SyncView of(
      SyncDirectory directory,
      PlanProgress progress,
      SyncReport report,
      boolean stopped,
      Duration elapsed)
      throws IOException {
    Optional<PlanBundle> last =
        Files.exists(directory.last())
            ? Optional.of(PlanBundle.open(directory.last()))
            : Optional.empty();
    return new SyncView(
        directory.path(),
        report.parts(),
        last.isPresent(),
        progress.files(),
        progress.same(),
        new RowsView(report.planned(), report.outcomes(), report.left()),
        ReasonsView.of(report.outcomes(), directory.parts()),
        new TrafficView(report.requests(), report.bytesSent(), report.bytesSaved(), elapsed),
        stopped,
        report.unfinished(),
        report.undos(),
        last.isPresent() ? Last.of(last.get()) : Last.NONE,
        SnapshotView.of(report.snapshot()),
        last.map(bundle -> bundle.plan().notes()).orElse(List.of()));
  }
}
