package io.stocktake.executor.direct.copy;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.direct.guard.DesiredState;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.guard.RowCompletion;
import io.stocktake.executor.direct.multipart.MultipartSessions;
import io.stocktake.executor.files.LocalFileContent;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Copies objects on the server by multipart upload, for those too large for one CopyObject. */
public final class MultipartCopier {
  private final CopyRules headers;
  private final ObjectStore store;
  private final Journal journal;
  private final RowCompletion completion;
  private final RunControl control;
  private final long limit;
  private final MultipartSessions sessions;

  /**
   * Copies of one run.
   *
   * @param limit the most bytes that one request copies
   */
  public MultipartCopier(
      CopyRules headers,
      ObjectStore store,
      Journal journal,
      RowCompletion completion,
      MultipartSessions sessions,
      RunControl control,
      long limit) {
    this.headers = headers;
    this.store = store;
    this.journal = journal;
    this.completion = completion;
    this.control = control;
    this.limit = limit;
    this.sessions = sessions;
  }

  /** Copies one object; returns when the request for its last range was sent, or none will be. */
  public void start(long ordinal, PlanRow row, InFlightBudget budget) throws RunCancelledException {
    InFlightBudget.Permit permit = budget.acquire(0);
    Futures.end(send(ordinal, row, budget), (done, failure) -> completion.close(permit, failure));
  }

  private CompletableFuture<Void> send(long ordinal, PlanRow row, InFlightBudget budget) {
    CopySource source = row.copySource().orElseThrow();
    SourceCheck check = new SourceCheck(store, source);
    try {
      if (journal.inDoubt(ordinal)) {
        Optional<RowResult> known = control.await(ask(row));
        if (known.isPresent()) {
          return sessions.end(ordinal, row, known.get());
        }
      }
      CopyLayout layout = CopyLayout.of(row.size(), limit);
      CopyHeaders given = headers.of(row);
      UnfinishedUpload begun =
          control.await(
              sessions.begin(
                  ordinal,
                  row,
                  layout.rangeSize(),
                  source.etag().value(),
                  () -> store.beginCopy(row.key(), source, given, row.tags())));
      MultipartCopy copy = new MultipartCopy(row, ordinal, layout, begun, store, journal, check);
      return Futures.then(
          copy.send(budget),
          (result, failure) ->
              failure == null
                  ? sessions.end(ordinal, row, result)
                  : sessions.refused(ordinal, row, failure));
    } catch (ExecutionException e) {
      return check
          .ofFailure(Futures.cause(e.getCause()))
          .thenCompose(result -> sessions.end(ordinal, row, result));
    } catch (RunCancelledException e) {
      return CompletableFuture.failedFuture(e);
    } catch (IOException e) {
      return sessions.end(ordinal, row, LocalFileContent.explain(e).result());
    }
  }

  /** What the key's state decides before anything is sent again; nothing if the guard holds. */
  private CompletableFuture<Optional<RowResult>> ask(PlanRow row) {
    DesiredState desired = DesiredState.copy(row.copySource().orElseThrow().etag(), row.size());
    return Futures.then(
        store.head(row.key()),
        (found, failure) ->
            failure == null
                ? CompletableFuture.completedFuture(known(row, desired, found))
                : FailureClass.asResult(failure)
                    .thenApply(r -> Optional.of(FailureClass.unknown(r))));
  }

  private static Optional<RowResult> known(
      PlanRow row, DesiredState desired, Optional<StoredObject> found) {
    return row.guard().holds(found.map(StoredObject::etag))
        ? Optional.empty()
        : Optional.of(desired.judgeInDoubt(found));
  }
}
