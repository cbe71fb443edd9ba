package io.stocktake.executor.direct.guard;

import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget.Permit;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.journal.Journal;
import io.stocktake.manifests.plan.PlanRow;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Completes a row: its outcome is journaled, then counted, then its permit released, in this order.
 */
public final class RowCompletion {
  private final Journal journal;
  private final OutcomeCounts counts;
  private final RunControl control;

  /** Completion of the rows of one run. */
  public RowCompletion(Journal journal, OutcomeCounts counts, RunControl control) {
    this.journal = journal;
    this.counts = counts;
    this.control = control;
  }

  /** Begins the work of a row, and completes the row when the work has ended. */
  public void of(
      long ordinal, PlanRow row, Permit permit, Supplier<CompletableFuture<RowResult>> work) {
    Futures.end(
        Futures.begin(work).thenCompose(result -> end(ordinal, row, result)),
        (done, failure) -> close(permit, failure));
  }

  /** Journals the outcome, then counts it. */
  public CompletableFuture<Void> end(long ordinal, PlanRow row, RowResult result) {
    return journal
        .ended(ordinal, row.key(), result)
        .thenRun(() -> counts.add(result.outcome(), row.size()));
  }

  /** Releases the permit; a failure that is no outcome of the row fails the run. */
  public void close(Permit permit, Throwable failure) {
    if (failure != null && !(Futures.cause(failure) instanceof RunCancelledException)) {
      control.fail(Futures.cause(failure));
    }
    permit.close();
  }
}
