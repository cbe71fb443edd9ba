package io.stocktake.executor.copies;

import io.stocktake.executor.Result;
import io.stocktake.executor.files.PlannedFiles;
import io.stocktake.executor.flow.Budget;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.flow.Halt;
import io.stocktake.executor.flow.HaltedException;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.writes.Ending;
import io.stocktake.executor.writes.Failures;
import io.stocktake.executor.writes.Goal;
import io.stocktake.executor.writes.OpenUploads;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Copies objects that one request cannot copy: range by range, as a multipart upload. */
public final class LargeCopies {
  private final CopyRules headers;
  private final ObjectStore store;
  private final Journal journal;
  private final Ending ending;
  private final Halt halt;
  private final long limit;
  private final OpenUploads open;

  /**
   * Copies of one run.
   *
   * @param limit the most bytes that one request copies
   */
  public LargeCopies(
      CopyRules headers,
      ObjectStore store,
      Journal journal,
      Ending ending,
      OpenUploads open,
      Halt halt,
      long limit) {
    this.headers = headers;
    this.store = store;
    this.journal = journal;
    this.ending = ending;
    this.halt = halt;
    this.limit = limit;
    this.open = open;
  }

  /** Copies one object; returns when its last range was asked for, or nothing more will be. */
  public void start(long ordinal, PlanRow row, Budget budget) throws HaltedException {
    Budget.Lease lease = budget.acquire(0);
    Futures.end(send(ordinal, row, budget), (done, failure) -> ending.close(lease, failure));
  }

  private CompletableFuture<Void> send(long ordinal, PlanRow row, Budget budget) {
    CopySource source = row.copySource().orElseThrow();
    SourceCheck check = new SourceCheck(store, source);
    try {
      if (journal.inDoubt(ordinal)) {
        Optional<Result> known = halt.await(ask(row));
        if (known.isPresent()) {
          return open.end(ordinal, row, known.get());
        }
      }
      CopyLayout layout = CopyLayout.of(row.size(), limit);
      CopyHeaders given = headers.of(row);
      UnfinishedUpload begun =
          halt.await(
              open.begin(
                  ordinal,
                  row,
                  layout.rangeSize(),
                  source.etag().value(),
                  () -> store.beginCopy(row.key(), source, given, row.tags())));
      LargeCopy copy = new LargeCopy(row, ordinal, layout, begun, store, journal, check);
      return Futures.then(
          copy.send(budget),
          (result, failure) ->
              failure == null
                  ? open.end(ordinal, row, result)
                  : open.refused(ordinal, row, failure));
    } catch (ExecutionException e) {
      return check
          .ofFailure(Futures.cause(e.getCause()))
          .thenCompose(result -> open.end(ordinal, row, result));
    } catch (HaltedException e) {
      return CompletableFuture.failedFuture(e);
    } catch (IOException e) {
      return open.end(ordinal, row, PlannedFiles.explain(e).result());
    }
  }

  /** What the key's state decides before anything is sent again; nothing if the guard holds. */
  private CompletableFuture<Optional<Result>> ask(PlanRow row) {
    Goal goal = Goal.copy(row.copySource().orElseThrow().etag(), row.size());
    return Futures.then(
        store.head(row.key()),
        (found, failure) ->
            failure == null
                ? CompletableFuture.completedFuture(known(row, goal, found))
                : Failures.asResult(failure).thenApply(r -> Optional.of(Failures.unknown(r))));
  }

  private static Optional<Result> known(PlanRow row, Goal goal, Optional<StoredObject> found) {
    return Goal.holds(row.guard(), found)
        ? Optional.empty()
        : Optional.of(goal.judgeInDoubt(found));
  }
}
