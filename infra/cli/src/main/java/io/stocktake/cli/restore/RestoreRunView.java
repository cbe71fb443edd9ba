package io.stocktake.cli.restore;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.cli.view.parts.ReasonsView;
import io.stocktake.cli.view.parts.RowsView;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.report.Reasons;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The result of carrying out a restore plan.
 *
 * @param source where objects come from, and as of when
 * @param settledBefore rows that earlier runs had settled
 * @param bytesFetched bytes of bodies that were fetched
 * @param seconds how long it took
 * @param stopped whether it was stopped before its end
 * @param problems what cannot be restored
 */
record RestoreRunView(
    @JsonIgnore Path directory,
    String source,
    String target,
    @JsonUnwrapped RowsView rows,
    long settledBefore,
    long requests,
    long bytesFetched,
    Duration seconds,
    boolean stopped,
    long problems,
    ReasonsView reasons) {
  /** The result of a run. */
  static RestoreRunView of(RestoreBundle bundle, RunReport report) throws IOException {
    return new RestoreRunView(
        bundle.directory(),
        RestoreText.source(bundle.plan()),
        bundle.plan().target().root(),
        new RowsView(report.planned(), report.outcomes(), report.left()),
        report.settledBefore(),
        report.requests(),
        report.bytesSent(),
        report.elapsed(),
        report.stopped(),
        bundle.plan().problems().rows(),
        ReasonsView.of(Reasons.of(PlanStatus.read(bundle))));
  }
}
