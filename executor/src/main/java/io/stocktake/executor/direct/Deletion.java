package io.stocktake.executor.direct;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.plan.PlanRow;
import java.util.concurrent.CompletableFuture;

/** Removes an object, if it is still the one the plan saw. */
final class Deletion {
  private final ObjectStore store;
  private final Journal journal;

  Deletion(ObjectStore store, Journal journal) {
    this.store = store;
    this.journal = journal;
  }

  CompletableFuture<Result> start(long ordinal, PlanRow row) {
    boolean ask = journal.inDoubt(ordinal);
    GuardedWrite write = new GuardedWrite(store, row, Goal.absence(), true, () -> send(row));
    return journal.intent(ordinal).thenCompose(noted -> ask ? write.askFirst() : write.send());
  }

  private CompletableFuture<Result> send(PlanRow row) {
    return store
        .delete(row.key(), row.guard())
        .thenApply(existed -> Result.of(existed ? Outcome.DONE : Outcome.ALREADY_DONE, ""));
  }
}
