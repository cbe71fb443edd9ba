package io.stocktake.executor.direct;

import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.manifests.plan.PlanRow;

/** Carries out the rows of one action; used by the thread that reads the plan. */
interface ActionHandler {
  /** Whether the row is written by a multipart upload, which a run may leave to the next one. */
  boolean inParts(PlanRow row);

  /**
   * Begins a row, which is completed once its requests have ended.
   *
   * @throws RunCancelledException if the run ends before the row has begun
   */
  void start(long ordinal, PlanRow row) throws RunCancelledException;

  /** Begins what {@link #start} has put off; called after the last row. */
  default void finish() throws RunCancelledException {}
}
