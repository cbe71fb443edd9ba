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

/** How every row ends: its outcome is written down, then counted, then its lease given back. */
public final class RowCompletion {
  private final Journal journal;
  private final OutcomeCounts tally;
  private final RunControl halt;

  /** Ends the rows of one run. */
  public RowCompletion(Journal journal, OutcomeCounts tally, RunControl halt) {
    this.journal = journal;
    this.tally = tally;
    this.halt = halt;
  }

  /** Begins the work of a row and sees it to its end. */
  public void of(
      long ordinal, PlanRow row, Permit lease, Supplier<CompletableFuture<RowResult>> work) {
    Futures.end(
        Futures.begin(work).thenCompose(result -> end(ordinal, row, result)),
        (done, failure) -> close(lease, failure));
  }

  /** Writes down and counts. */
  public CompletableFuture<Void> end(long ordinal, PlanRow row, RowResult result) {
    return journal
        .ended(ordinal, row.key(), result)
        .thenRun(() -> tally.add(result.outcome(), row.size()));
  }

  /** Gives the lease back; a failure that is no outcome of the row is one of the whole run. */
  public void close(Permit lease, Throwable failure) {
    if (failure != null && !(Futures.cause(failure) instanceof RunCancelledException)) {
      halt.fail(Futures.cause(failure));
    }
    lease.close();
  }
}
