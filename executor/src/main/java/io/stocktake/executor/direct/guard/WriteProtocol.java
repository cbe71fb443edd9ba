package io.stocktake.executor.direct.guard;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.files.PlainContent;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The write protocol: the row's intent is journaled; then a HEAD is sent if an earlier run may have
 * sent the write, else the write itself; then its response is settled. Each step begins when the
 * one before it has ended. {@link RowCompletion} records the result at the end.
 */
public final class WriteProtocol {
  private final ObjectStore store;
  private final Journal journal;
  private final RowCompletion completion;
  private final RunControl control;
  private final Executor senders;

  /** Makes a write ready, which may read a file. */
  @FunctionalInterface
  public interface Preparation {
    /** The write; called once. */
    ConditionalWrite prepare() throws IOException;
  }

  /**
   * The protocol of one run.
   *
   * @param completion records the results
   * @param senders where files are read and requests leave; never the journal's thread, which
   *     writes for other rows, too
   */
  public WriteProtocol(
      ObjectStore store,
      Journal journal,
      RowCompletion completion,
      RunControl control,
      Executor senders) {
    this.store = store;
    this.journal = journal;
    this.completion = completion;
    this.control = control;
    this.senders = senders;
  }

  /** Records the rows' results. */
  public RowCompletion completion() {
    return completion;
  }

  /** Where files are read and requests leave. */
  public Executor senders() {
    return senders;
  }

  /**
   * Waits for an answer in the thread that hands out parts.
   *
   * @throws RunCancelledException if the run ends and the answer does not come in its grace
   */
  public <T> T await(CompletableFuture<T> answer) throws ExecutionException, RunCancelledException {
    return control.await(answer);
  }

  /** Whether an earlier run may have sent the row's write; to be asked before its intent. */
  public boolean inDoubt(long ordinal) {
    return journal.inDoubt(ordinal);
  }

  /**
   * What the key shall hold: what is about to be written, or what an earlier request of the row may
   * have written where its file is encrypted anew each time.
   */
  public DesiredState orEarlier(long ordinal, DesiredState desired) {
    return desired.orEarlier(etag -> journal.mayHaveSent(ordinal, etag));
  }

  /**
   * Sends a request that writes an object. Of an encrypted file it is journaled first which object
   * that will be, for nothing else tells it later.
   *
   * @param plain the file's own content, if it is encrypted
   */
  public CompletableFuture<RowResult> sendObject(
      long ordinal,
      PlanRow row,
      DesiredState desired,
      Optional<PlainContent> plain,
      Supplier<CompletableFuture<WriteResult>> request) {
    if (plain.isEmpty()) {
      return request.get().thenApply(desired::judge);
    }
    ETag etag = desired.etag().orElseThrow();
    CompletableFuture<Void> known =
        journal.mayHaveSent(ordinal, etag)
            ? CompletableFuture.completedFuture(null)
            : journal.encrypted(ordinal, row.key(), etag, plain.get());
    return known
        .thenComposeAsync(noted -> request.get(), senders)
        .thenApply(desired::judge)
        .thenApply(result -> told(result, plain.get()));
  }

  /** Where the store's encryption hides the ETag of what was sent, the file's MD5 is worth more. */
  private static RowResult told(RowResult result, PlainContent plain) {
    return result.sent().isPresent() ? result.withSent(plain.md5()) : result;
  }

  /** Journals the intent, then sends a request. */
  public <T> CompletableFuture<T> send(long ordinal, Supplier<CompletableFuture<T>> request) {
    return journal.intent(ordinal).thenComposeAsync(noted -> request.get(), senders);
  }

  /** Journals the intents of several rows, then sends the one request for all of them. */
  public <T> CompletableFuture<T> send(
      List<Long> ordinals, Supplier<CompletableFuture<T>> request) {
    CompletableFuture<?>[] intents =
        ordinals.stream().map(journal::intent).toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(intents).thenComposeAsync(noted -> request.get(), senders);
  }

  /** Sends the write of a row in one request. */
  public CompletableFuture<RowResult> write(long ordinal, ConditionalWrite write) {
    boolean ask = inDoubt(ordinal);
    return send(ordinal, () -> sent(write, ask));
  }

  /** The same, with the write prepared while the intent is journaled. */
  public CompletableFuture<RowResult> write(long ordinal, PlanRow row, Preparation preparation) {
    boolean ask = inDoubt(ordinal);
    CompletableFuture<Void> intent = journal.intent(ordinal);
    return CompletableFuture.completedFuture(preparation)
        .thenComposeAsync(file -> prepareAndSend(ordinal, row, file, intent, ask), senders);
  }

  private CompletableFuture<RowResult> prepareAndSend(
      long ordinal,
      PlanRow row,
      Preparation preparation,
      CompletableFuture<Void> intent,
      boolean ask) {
    ConditionalWrite write;
    try {
      write = preparation.prepare();
    } catch (IOException e) {
      RowResult file = FileException.of(e).result();
      return ask
          ? intent.thenCompose(noted -> changed(ordinal, row, file))
          : CompletableFuture.completedFuture(file);
    }
    return intent.thenComposeAsync(noted -> sent(write, ask), senders);
  }

  private static CompletableFuture<RowResult> sent(ConditionalWrite write, boolean ask) {
    return ask ? write.askFirst() : write.send();
  }

  /**
   * Sends the write of a row in several requests, which this thread hands out, and ends the row.
   * The session that the write begins or resumes journals the intent.
   */
  public CompletableFuture<Void> writeInParts(
      long ordinal, PlanRow row, MultipartWrite write, MultipartWrite.Ends ends) {
    try {
      if (inDoubt(ordinal)) {
        Optional<RowResult> known = await(known(row, write));
        if (known.isPresent()) {
          return ends.end(ordinal, row, known.get());
        }
      }
      return Futures.then(
          write.send(),
          (result, failure) ->
              failure == null
                  ? ends.end(ordinal, row, result)
                  : ends.refused(ordinal, row, failure));
    } catch (RunCancelledException e) {
      return CompletableFuture.failedFuture(e);
    } catch (ExecutionException e) {
      return write
          .explain(Futures.cause(e.getCause()))
          .thenCompose(result -> ends.end(ordinal, row, result));
    } catch (IOException e) {
      return ends.end(ordinal, row, FileException.of(e).result());
    }
  }

  /** What the key's state decides before anything is sent again; nothing if the guard holds. */
  private CompletableFuture<Optional<RowResult>> known(PlanRow row, MultipartWrite write) {
    return Futures.then(
        store.head(row.key()),
        (found, failure) -> {
          if (failure != null) {
            return FailureClass.asResult(failure)
                .thenApply(result -> Optional.of(FailureClass.unknown(result)));
          }
          return row.guard().holds(found.map(StoredObject::etag))
              ? CompletableFuture.completedFuture(Optional.empty())
              : write.judge(found).thenApply(Optional::of);
        });
  }

  /** The result of a row whose file cannot be read, before any request of this run. */
  public CompletableFuture<RowResult> unread(long ordinal, PlanRow row, IOException failure) {
    RowResult file = FileException.of(failure).result();
    return inDoubt(ordinal) ? changed(ordinal, row, file) : CompletableFuture.completedFuture(file);
  }

  private CompletableFuture<RowResult> changed(long ordinal, PlanRow row, RowResult file) {
    return ChangedFile.result(store, row, etag -> journal.mayHaveSent(ordinal, etag), file);
  }

  /** The result of a row whose object stays, and whose request was refused: a HEAD tells why. */
  public CompletableFuture<RowResult> refused(PlanRow row, StoreException failure) {
    return Futures.then(
        store.head(row.key()),
        (found, headFailure) ->
            headFailure == null && !row.guard().holds(found.map(StoredObject::etag))
                ? CompletableFuture.completedFuture(DesiredState.drifted(found, row.size()))
                : FailureClass.asResult(failure));
  }
}
