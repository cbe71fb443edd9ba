package io.stocktake.executor.writes;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.plan.PlanRow;
import java.util.concurrent.CompletableFuture;

/**
 * How a multipart upload ends: unless it becomes its object it is given up, so that no parts stay
 * behind to be paid for; where that fails too, the journal leaves it to the next run.
 */
public final class OpenUpload {
  private final ObjectStore store;
  private final Journal journal;
  private final Ending ending;

  /** Ends the uploads of one run. */
  public OpenUpload(ObjectStore store, Journal journal, Ending ending) {
    this.store = store;
    this.journal = journal;
    this.ending = ending;
  }

  /** Ends the upload, then its row; one of result and failure is null. */
  public CompletableFuture<Void> end(
      long ordinal, PlanRow row, String id, Result result, Throwable failure) {
    if (failure == null && result.outcome() == Outcome.DONE) {
      return ending.end(ordinal, row, result);
    }
    return Futures.then(
        store.abort(row.key(), id).thenCompose(aborted -> journal.noUpload(ordinal)),
        (aborted, trouble) ->
            failure == null
                ? ending.end(ordinal, row, result)
                : CompletableFuture.failedFuture(failure));
  }
}
