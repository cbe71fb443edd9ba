package io.stocktake.executor.direct;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.manifests.plan.PlanRow;
import java.util.concurrent.CompletableFuture;

/** Carries out rows without content: a request or two for each, of which none must be resumed. */
record RequestHandler(WriteProtocol protocol, InFlightBudget budget, RowWrite write)
    implements ActionHandler {
  /** Sends the requests of one row. */
  @FunctionalInterface
  interface RowWrite {
    /** The row's result. */
    CompletableFuture<RowResult> start(long ordinal, PlanRow row);
  }

  @Override
  public boolean inParts(PlanRow row) {
    return false;
  }

  @Override
  public void start(long ordinal, PlanRow row) throws RunCancelledException {
    protocol.completion().of(ordinal, row, budget.acquire(0), () -> write.start(ordinal, row));
  }
}
