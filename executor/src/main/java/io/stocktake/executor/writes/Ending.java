package io.stocktake.executor.writes;

import io.stocktake.executor.Result;
import io.stocktake.executor.Tally;
import io.stocktake.executor.flow.Budget.Lease;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.flow.Halt;
import io.stocktake.executor.flow.HaltedException;
import io.stocktake.executor.journal.Journal;
import io.stocktake.manifests.plan.PlanRow;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** How every row ends: its outcome is written down, then counted, then its lease given back. */
public final class Ending {
  private final Journal journal;
  private final Tally tally;
  private final Halt halt;

  /** Ends the rows of one run. */
  public Ending(Journal journal, Tally tally, Halt halt) {
    this.journal = journal;
    this.tally = tally;
    this.halt = halt;
  }

  /** Begins the work of a row and sees it to its end. */
  public void of(long ordinal, PlanRow row, Lease lease, Supplier<CompletableFuture<Result>> work) {
    Futures.end(
        Futures.begin(work).thenCompose(result -> end(ordinal, row, result)),
        (done, failure) -> close(lease, failure));
  }

  /** Writes down and counts. */
  public CompletableFuture<Void> end(long ordinal, PlanRow row, Result result) {
    return journal
        .ended(ordinal, row.key(), result)
        .thenRun(() -> tally.add(result.outcome(), row.size()));
  }

  /** Gives the lease back; a failure that is no outcome of the row is one of the whole run. */
  public void close(Lease lease, Throwable failure) {
    if (failure != null && !(Futures.cause(failure) instanceof HaltedException)) {
      halt.fail(Futures.cause(failure));
    }
    lease.close();
  }
}
