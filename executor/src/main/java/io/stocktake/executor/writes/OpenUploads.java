package io.stocktake.executor.writes;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanRow;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * How multipart uploads begin and end. Where trying again may still make its object of one, the
 * journal leaves it to the next run, which goes on with it; else it is given up, so that no parts
 * stay behind to be paid for.
 */
public final class OpenUploads {
  private final ObjectStore store;
  private final Journal journal;
  private final Ending ending;
  private final Executor senders;

  /** The uploads of one run. */
  public OpenUploads(ObjectStore store, Journal journal, Ending ending, Executor senders) {
    this.store = store;
    this.journal = journal;
    this.ending = ending;
    this.senders = senders;
  }

  /**
   * Goes on with the upload an earlier run began in the same parts, or begins one.
   *
   * @param partSize bytes of every part but the last
   * @param stamp the state of what is read for it; empty if nobody can say
   * @param request begins an upload in the store and tells its id
   */
  public CompletableFuture<UnfinishedUpload> begin(
      long ordinal,
      PlanRow row,
      long partSize,
      String stamp,
      Supplier<CompletableFuture<String>> request) {
    return journal
        .intent(ordinal)
        .thenComposeAsync(noted -> earlier(ordinal, row, partSize), senders)
        .thenCompose(
            earlier ->
                earlier
                    .map(CompletableFuture::completedFuture)
                    .orElseGet(
                        () ->
                            request
                                .get()
                                .thenCompose(id -> journal.upload(ordinal, id, partSize, stamp))));
  }

  /** Ends the row, and the upload it has unless that may still be of use. */
  public CompletableFuture<Void> end(long ordinal, PlanRow row, Result result) {
    boolean toResume = result.outcome() == Outcome.FAILED || result.outcome() == Outcome.UNKNOWN;
    Optional<UnfinishedUpload> upload = journal.unfinished(ordinal);
    return result.outcome() == Outcome.DONE || toResume || upload.isEmpty()
        ? ending.end(ordinal, row, result)
        : Futures.then(
            giveUp(ordinal, row, upload.get()),
            (aborted, trouble) -> ending.end(ordinal, row, result));
  }

  /** Gives an upload up; fails if it may still be there. */
  public CompletableFuture<Void> giveUp(long ordinal, PlanRow row, UnfinishedUpload upload) {
    return store.abort(row.key(), upload.id()).thenCompose(aborted -> journal.noUpload(ordinal));
  }

  /**
   * A part counts only if journal and store agree on it: the store may have thrown the upload away,
   * and it alone does not know what was read.
   */
  private CompletableFuture<Optional<UnfinishedUpload>> earlier(
      long ordinal, PlanRow row, long partSize) {
    Optional<UnfinishedUpload> noted = journal.unfinished(ordinal);
    if (noted.isEmpty()) {
      return CompletableFuture.completedFuture(noted);
    }
    UnfinishedUpload upload = noted.get();
    return upload.partSize() == partSize
        ? Futures.then(
            store.parts(row.key(), upload.id()),
            (there, failure) ->
                failure == null
                    ? CompletableFuture.completedFuture(there.map(p -> common(upload, p)))
                    : unknown(ordinal, row, upload, failure))
        : anew(ordinal, row, upload);
  }

  /** Who may not ask for the parts may still send them all. */
  private CompletableFuture<Optional<UnfinishedUpload>> unknown(
      long ordinal, PlanRow row, UnfinishedUpload upload, Throwable failure) {
    return failure instanceof StoreException known && known.kind() == Kind.DENIED
        ? anew(ordinal, row, upload)
        : CompletableFuture.failedFuture(failure);
  }

  private CompletableFuture<Optional<UnfinishedUpload>> anew(
      long ordinal, PlanRow row, UnfinishedUpload upload) {
    return giveUp(ordinal, row, upload).thenApply(given -> Optional.empty());
  }

  private static UnfinishedUpload common(UnfinishedUpload noted, Map<Integer, ETag> there) {
    return noted.only((number, part) -> part.answer().equals(there.get(number)));
  }
}
