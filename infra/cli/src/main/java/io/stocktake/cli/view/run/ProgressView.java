package io.stocktake.cli.view.run;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.cli.view.parts.ReasonsView;
import io.stocktake.cli.view.parts.RowsView;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.report.Reasons;
import io.stocktake.manifests.bundle.SealedRows;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How far a plan of any kind is, by its journal.
 *
 * @param begun whether it was ever applied
 * @param inDoubt rows under way, or interrupted
 */
public record ProgressView(
    Path directory,
    String digest,
    boolean begun,
    @JsonUnwrapped RowsView rows,
    long inDoubt,
    ReasonsView reasons) {
  /** How far a plan is. */
  public static ProgressView of(SealedRows bundle, PlanStatus status) throws IOException {
    return new ProgressView(
        bundle.directory(),
        bundle.digest(),
        status.begun(),
        new RowsView(status.planned(), status.outcomes(), status.left()),
        status.inDoubt(),
        ReasonsView.of(Reasons.of(status)));
  }
}
