package io.stocktake.cli.restore;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stocktake.cli.view.run.ProgressView;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;

/**
 * The state of a restore plan.
 *
 * @param problems what cannot be restored
 */
public record RestoreStatusView(@JsonUnwrapped ProgressView progress, long problems) {
  /** The state of a plan. */
  public static RestoreStatusView of(RestoreBundle bundle, PlanStatus status) throws IOException {
    return new RestoreStatusView(ProgressView.of(bundle, status), bundle.plan().problems().rows());
  }
}
