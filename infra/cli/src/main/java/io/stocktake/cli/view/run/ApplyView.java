package io.stocktake.cli.view.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.cli.view.jobs.JobView;
import io.stocktake.cli.view.parts.ProblemsView;
import io.stocktake.cli.view.parts.ReasonsView;
import io.stocktake.cli.view.parts.RowsView;
import io.stocktake.cli.view.parts.SnapshotView;
import io.stocktake.cli.view.parts.TrafficView;
import io.stocktake.cli.view.parts.UndoView;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.batch.JobStatus;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Plan.Coverage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The result of applying a plan.
 *
 * @param directory the plan's
 * @param settledBefore rows that earlier runs had settled
 * @param stopped whether it was stopped before its end
 * @param snapshot if the plan asks for one
 * @param unfinished multipart uploads that the store keeps for the next run to go on with
 * @param notes what a user should know beside, in sentences
 * @param residual the plan of what failed, if anything did
 * @param jobs the plan's jobs
 */
public record ApplyView(
    @JsonIgnore Path directory,
    @JsonUnwrapped RowsView rows,
    long settledBefore,
    @JsonUnwrapped TrafficView traffic,
    boolean stopped,
    @JsonUnwrapped UndoView undo,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<SnapshotView> snapshot,
    int unfinished,
    List<String> notes,
    Optional<Path> residual,
    ReasonsView reasons,
    @JsonUnwrapped Sides sides,
    @JsonUnwrapped ProblemsView problems,
    @JsonIgnore List<JobView> jobs) {

  /** Where files come from, where they go, and how much of the source the plan covers. */
  public record Sides(String source, S3Location destination, Coverage coverage) {
    /** Those of a plan. */
    public static Sides of(Plan plan) {
      return new Sides(
          plan.source().root(),
          new S3Location(plan.destination().bucket(), plan.destination().prefix()),
          plan.source().coverage());
    }

    /** Where files come from, and where they go. */
    @Override
    public String toString() {
      return source + " to " + destination;
    }
  }

  /** The result of a run. */
  public static ApplyView of(PlanBundle bundle, RunReport report, List<JobStatus> jobs)
      throws IOException {
    return new ApplyView(
        bundle.directory(),
        new RowsView(report.planned(), report.outcomes(), report.left()),
        report.settledBefore(),
        new TrafficView(
            report.requests(), report.bytesSent(), report.bytesSaved(), report.elapsed()),
        report.stopped(),
        UndoView.of(report.undo()),
        SnapshotView.of(report.snapshot()),
        report.unfinished(),
        report.notes(),
        report.residual(),
        ReasonsView.of(report.outcomes(), List.of(bundle.directory())),
        Sides.of(bundle.plan()),
        ProblemsView.of(bundle),
        jobs.stream().map(JobView::of).toList());
  }
}
