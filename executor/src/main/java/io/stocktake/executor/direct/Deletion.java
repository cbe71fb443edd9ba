package io.stocktake.executor.direct;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.writes.Goal;
import io.stocktake.executor.writes.GuardedWrite;
import io.stocktake.manifests.plan.PlanRow;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Removes an object, if it is still the one the plan saw. */
final class Deletion {
  private final ObjectStore store;
  private final Journal journal;
  private final Executor senders;

  Deletion(ObjectStore store, Journal journal, Executor senders) {
    this.store = store;
    this.journal = journal;
    this.senders = senders;
  }

  CompletableFuture<Result> start(long ordinal, PlanRow row) {
    boolean ask = journal.inDoubt(ordinal);
    GuardedWrite write = new GuardedWrite(store, row, Goal.absence(), true, () -> send(row));
    // Not in the journal's own thread, which has others to write for.
    return journal
        .intent(ordinal)
        .thenComposeAsync(noted -> ask ? write.askFirst() : write.send(), senders);
  }

  private CompletableFuture<Result> send(PlanRow row) {
    return store
        .delete(row.key(), row.guard())
        .thenApply(existed -> Result.of(existed ? Outcome.DONE : Outcome.ALREADY_DONE, ""));
  }
}
