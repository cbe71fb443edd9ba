package io.stocktake.executor.direct;

import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.direct.delete.BatchedDeletes;
import io.stocktake.manifests.plan.PlanRow;

/** Carries out deletes in batches. */
record DeleteHandler(BatchedDeletes deletes, InFlightBudget budget) implements ActionHandler {
  @Override
  public boolean inParts(PlanRow row) {
    return false;
  }

  @Override
  public void start(long ordinal, PlanRow row) throws RunCancelledException {
    deletes.add(ordinal, row, budget);
  }

  @Override
  public void finish() throws RunCancelledException {
    deletes.finish(budget);
  }
}
