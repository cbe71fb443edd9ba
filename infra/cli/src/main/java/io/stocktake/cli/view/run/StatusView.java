package io.stocktake.cli.view.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.cli.view.parts.ProblemsView;
import io.stocktake.cli.view.parts.SnapshotView;
import io.stocktake.cli.view.parts.UndoView;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Plan.Coverage;
import java.io.IOException;
import java.util.Optional;

/**
 * The state of a plan.
 *
 * @param coverage how much of the source the plan covers
 * @param snapshot if the plan asks for one
 * @param bundle the plan; only the text also tells its jobs
 */
public record StatusView(
    @JsonUnwrapped ProgressView progress,
    Coverage coverage,
    @JsonUnwrapped ProblemsView problems,
    @JsonUnwrapped UndoView undo,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<SnapshotView> snapshot,
    @JsonIgnore PlanBundle bundle) {
  /** The state of a plan. */
  public static StatusView of(PlanBundle bundle, PlanStatus status) throws IOException {
    return new StatusView(
        ProgressView.of(bundle, status),
        bundle.plan().source().coverage(),
        ProblemsView.of(bundle),
        UndoView.of(status.undo()),
        SnapshotView.of(SnapshotView.state(bundle, status)),
        bundle);
  }
}
