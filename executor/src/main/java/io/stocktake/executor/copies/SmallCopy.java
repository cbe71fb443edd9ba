package io.stocktake.executor.copies;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.files.PlannedFiles;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.Written;
import io.stocktake.executor.writes.Goal;
import io.stocktake.executor.writes.GuardedWrite;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Copies an object by one request. */
public final class SmallCopy {
  private final CopyRules headers;
  private final ObjectStore store;
  private final Journal journal;
  private final Executor senders;

  /** Copies of one run. */
  public SmallCopy(CopyRules headers, ObjectStore store, Journal journal, Executor senders) {
    this.headers = headers;
    this.store = store;
    this.journal = journal;
    this.senders = senders;
  }

  /** Copies the row's source. */
  public CompletableFuture<Result> start(long ordinal, PlanRow row) {
    CopySource source = row.copySource().orElseThrow();
    boolean ask = journal.inDoubt(ordinal);
    GuardedWrite write =
        new GuardedWrite(
            store,
            row,
            Goal.copy(source.etag(), row.size()),
            false,
            new SourceCheck(store, source)::why,
            () -> send(row, source));
    return journal
        .intent(ordinal)
        .thenComposeAsync(noted -> ask ? write.askFirst() : write.send(), senders);
  }

  private CompletableFuture<Result> send(PlanRow row, CopySource source) {
    CopyHeaders given;
    try {
      given = headers.of(row);
    } catch (IOException e) {
      return CompletableFuture.completedFuture(PlannedFiles.explain(e).result());
    }
    return store
        .copy(row.key(), source, given, row.tags(), row.guard())
        .thenCompose(written -> verify(row, source, written));
  }

  /** A copy of an object in parts, or under another encryption, has an ETag of its own. */
  private CompletableFuture<Result> verify(PlanRow row, CopySource source, Written written) {
    if (written.etag().equals(source.etag())) {
      return CompletableFuture.completedFuture(done(written));
    }
    return Futures.then(
        store.head(row.key()),
        (found, failure) ->
            CompletableFuture.completedFuture(
                failure == null ? judge(row, written, found) : unseen(written, failure)));
  }

  /** Where the key holds another object than the answer names, that object alone counts. */
  private static Result judge(PlanRow row, Written written, Optional<StoredObject> found) {
    if (!found.map(StoredObject::etag).equals(Optional.of(written.etag()))) {
      ETag source = row.copySource().orElseThrow().etag();
      return Goal.copy(source, row.size()).judge(found).inDoubt();
    }
    return found.get().size() == row.size()
        ? done(written)
        : new Result(
            Outcome.FAILED,
            Optional.of(written.etag()),
            written.versionId(),
            "the copy has "
                + found.get().size()
                + " bytes, planned were "
                + row.size()
                + "; look at the object before you run apply again");
  }

  private static Result unseen(Written written, Throwable failure) {
    return new Result(
        Outcome.UNKNOWN,
        Optional.of(written.etag()),
        written.versionId(),
        "the copy was made but could not be looked at: " + failure.getMessage());
  }

  private static Result done(Written written) {
    return new Result(Outcome.DONE, Optional.of(written.etag()), written.versionId(), "");
  }
}
