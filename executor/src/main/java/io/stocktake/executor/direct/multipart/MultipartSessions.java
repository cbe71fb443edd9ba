package io.stocktake.executor.direct.multipart;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.guard.MultipartWrite;
import io.stocktake.executor.direct.guard.UploadConflictException;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanRow;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Begins, resumes, completes and aborts multipart uploads. One that a retry may still complete is
 * kept in the journal for the next run; any other is aborted, so that no parts stay behind and cost
 * storage.
 */
public final class MultipartSessions implements MultipartWrite.Ends {
  private final ObjectStore store;
  private final Journal journal;
  private final WriteProtocol protocol;
  private final Set<Long> begunAnew = ConcurrentHashMap.newKeySet();
  private final Queue<Row> again = new ConcurrentLinkedQueue<>();
  private final AtomicLong leftBehind = new AtomicLong();
  private final AtomicReference<String> whyLeft = new AtomicReference<>();

  /** A row and its number in the plan. */
  public record Row(long ordinal, PlanRow row) {}

  /** The uploads of one run. */
  public MultipartSessions(ObjectStore store, Journal journal, WriteProtocol protocol) {
    this.store = store;
    this.journal = journal;
    this.protocol = protocol;
  }

  /**
   * Resumes the upload that an earlier run began with the same parts, or begins one.
   *
   * @param partSize bytes of every part but the last
   * @param stamp the state of the file that is read for it; empty if unknown
   * @param request begins an upload in the store and tells its id
   */
  public CompletableFuture<UnfinishedUpload> begin(
      long ordinal,
      PlanRow row,
      long partSize,
      String stamp,
      Supplier<CompletableFuture<String>> request) {
    return protocol
        .send(ordinal, () -> earlier(ordinal, row, partSize))
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

  /** The upload that an earlier run left open, if there is one. */
  public Optional<UnfinishedUpload> unfinished(long ordinal) {
    return journal.unfinished(ordinal);
  }

  /** Whether an earlier request of the row may have written an object of this ETag. */
  public boolean mayHaveWritten(long ordinal, ETag etag) {
    return journal.mayHaveSent(ordinal, etag);
  }

  /** Sends the parts of an upload that has begun. */
  public PartSender sender(long ordinal, PlanRow row, UnfinishedUpload begun) {
    return new PartSender(row, ordinal, begun, store, journal, protocol);
  }

  @Override
  public CompletableFuture<Void> end(long ordinal, PlanRow row, RowResult result) {
    boolean toResume = result.outcome() == Outcome.FAILED || result.outcome() == Outcome.UNKNOWN;
    Optional<UnfinishedUpload> upload = journal.unfinished(ordinal);
    return result.outcome() == Outcome.DONE || toResume || upload.isEmpty()
        ? protocol.completion().end(ordinal, row, result)
        : Futures.then(
            abandon(ordinal, row),
            (aborted, abortFailure) -> protocol.completion().end(ordinal, row, result));
  }

  /**
   * Aborts an upload that the store will not complete. Its row begins anew, but only once a run, so
   * that a key that keeps changing does not occupy the run for ever.
   *
   * @param failure passed on where it is no {@link UploadConflictException}
   */
  @Override
  public CompletableFuture<Void> refused(long ordinal, PlanRow row, Throwable failure) {
    if (!(failure instanceof UploadConflictException)) {
      return CompletableFuture.failedFuture(failure);
    }
    boolean first = begunAnew.add(ordinal);
    return Futures.then(
        abandon(ordinal, row),
        (given, abortFailure) -> {
          if (abortFailure != null || !first) {
            RowResult failed = RowResult.of(Outcome.FAILED, failure.getMessage());
            return abortFailure == null || FailureClass.ofRequest(abortFailure).isPresent()
                ? protocol.completion().end(ordinal, row, failed)
                : CompletableFuture.failedFuture(abortFailure);
          }
          again.add(new Row(ordinal, row));
          return CompletableFuture.completedFuture(null);
        });
  }

  /** The next row to begin anew, if any; when nothing is in flight. */
  public Optional<Row> again() {
    return Optional.ofNullable(again.poll());
  }

  /**
   * Aborts the row's upload, if it has one. Without the right to abort, or on a store that cannot,
   * its parts stay behind, and the upload is not resumed.
   */
  public CompletableFuture<Void> abandon(long ordinal, PlanRow row) {
    return journal
        .unfinished(ordinal)
        .map(
            upload ->
                giveUp(ordinal, row, upload)
                    .exceptionallyCompose(
                        failure ->
                            Futures.cause(failure) instanceof StoreException known
                                    && known.kind() == Kind.DENIED
                                ? left(ordinal, known)
                                : CompletableFuture.failedFuture(Futures.cause(failure))))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private CompletableFuture<Void> left(long ordinal, StoreException why) {
    leftBehind.incrementAndGet();
    whyLeft.compareAndSet(null, why.getMessage());
    return journal.noUpload(ordinal);
  }

  /** A note on uploads that could not be aborted; empty if there are none. */
  public Optional<String> problem() {
    long uploads = leftBehind.get();
    return uploads == 0
        ? Optional.empty()
        : Optional.of(
            "the parts of "
                + uploads
                + (uploads == 1 ? " upload" : " uploads")
                + " stay in the bucket and cost storage, since AbortMultipartUpload failed ("
                + whyLeft.get()
                + "): 'stocktake uploads list' shows them");
  }

  /** Aborts an upload; fails if it may still exist. */
  private CompletableFuture<Void> giveUp(long ordinal, PlanRow row, UnfinishedUpload upload) {
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
                    : unknown(ordinal, row, failure))
        : anew(ordinal, row);
  }

  /** Who may not ask for the parts may still send them all. */
  private CompletableFuture<Optional<UnfinishedUpload>> unknown(
      long ordinal, PlanRow row, Throwable failure) {
    return failure instanceof StoreException known && known.kind() == Kind.DENIED
        ? anew(ordinal, row)
        : CompletableFuture.failedFuture(failure);
  }

  private CompletableFuture<Optional<UnfinishedUpload>> anew(long ordinal, PlanRow row) {
    return abandon(ordinal, row).thenApply(given -> Optional.empty());
  }

  private static UnfinishedUpload common(UnfinishedUpload noted, Map<Integer, ETag> there) {
    return noted.only((number, part) -> part.answer().equals(there.get(number)));
  }
}
