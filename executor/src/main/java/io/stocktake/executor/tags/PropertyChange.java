package io.stocktake.executor.tags;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.files.FileHeaders;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.Written;
import io.stocktake.executor.writes.Failures;
import io.stocktake.executor.writes.Goal;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Gives an object that stays as it is other properties, if it is still the one the plan saw. That
 * may be asked for again and again: what has them is left alone.
 */
public final class PropertyChange {
  private final FileHeaders headers;
  private final ObjectStore store;
  private final Journal journal;
  private final Executor senders;

  /** Changes of one run. */
  public PropertyChange(FileHeaders headers, ObjectStore store, Journal journal, Executor senders) {
    this.headers = headers;
    this.store = store;
    this.journal = journal;
    this.senders = senders;
  }

  /** Changes the row's object. */
  public CompletableFuture<Result> start(long ordinal, PlanRow row) {
    return journal.intent(ordinal).thenComposeAsync(noted -> attempt(row, true), senders);
  }

  private CompletableFuture<Result> attempt(PlanRow row, boolean first) {
    return Futures.then(
        store.setProperties(row.key(), headers.properties(row), row.tags(), row.guard()),
        (written, failure) -> {
          if (failure == null) {
            return written
                .map(answer -> verified(row, answer, first))
                .orElseGet(() -> completed(hasThem(first)));
          }
          return failure instanceof StoreException known
              ? afterFailure(row, known, first)
              : Failures.asResult(failure);
        });
  }

  private static Result hasThem(boolean first) {
    Result result = Result.of(Outcome.ALREADY_DONE, "");
    return first ? result : result.inDoubt();
  }

  /**
   * The object is copied onto itself, and keeps its ETag if that is a digest of all its content. If
   * it does not, the key is looked at; where it holds another object than the answer names, the
   * change is asked for once more, which tells whether the object has the properties.
   */
  private CompletableFuture<Result> verified(PlanRow row, Written written, boolean first) {
    Result done = new Result(Outcome.DONE, Optional.of(written.etag()), written.versionId(), "");
    if (written.opaque() || row.guard().equals(Guard.match(written.etag()))) {
      return completed(done);
    }
    return Futures.then(
        store.head(row.key()),
        (found, failure) -> {
          if (failure != null) {
            return completed(unseen(written, failure));
          }
          if (found.map(StoredObject::etag).equals(done.etag())) {
            return completed(done);
          }
          return first ? attempt(row, false) : completed(Goal.drifted(found, row.size()));
        });
  }

  private static Result unseen(Written written, Throwable failure) {
    return new Result(
        Outcome.UNKNOWN,
        Optional.of(written.etag()),
        written.versionId(),
        "the properties were set, but the object could not be looked at: " + failure.getMessage());
  }

  private CompletableFuture<Result> afterFailure(
      PlanRow row, StoreException failure, boolean first) {
    if (failure.kind() == Kind.UNKNOWN && first) {
      return attempt(row, false);
    }
    if (failure.kind() == Kind.UNKNOWN) {
      return completed(Result.of(Outcome.UNKNOWN, failure.getMessage()));
    }
    return failure.kind() == Kind.REFUSED ? refused(row, failure) : Failures.asResult(failure);
  }

  private CompletableFuture<Result> refused(PlanRow row, StoreException failure) {
    return Futures.then(
        store.head(row.key()),
        (found, trouble) ->
            trouble == null && !Goal.holds(row.guard(), found)
                ? completed(Goal.drifted(found, row.size()))
                : Failures.asResult(failure));
  }

  private static CompletableFuture<Result> completed(Result result) {
    return CompletableFuture.completedFuture(result);
  }
}
