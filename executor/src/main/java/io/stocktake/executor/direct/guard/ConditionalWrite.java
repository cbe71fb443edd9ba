package io.stocktake.executor.direct.guard;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.plan.PlanRow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A conditional write, and a HEAD where its response does not settle it. If the key is in the
 * desired state, an earlier attempt succeeded. If the guard still holds, the write is sent at most
 * once more: at worst its own first attempt refuses it. Otherwise somebody else wrote the key.
 */
public final class ConditionalWrite {
  private final ObjectStore store;
  private final PlanRow row;
  private final DesiredState desired;
  private final Supplier<CompletableFuture<RowResult>> write;
  private final boolean againIfRefused;
  private final UnaryOperator<CompletableFuture<RowResult>> whyRefused;

  /** Whether an earlier run may have sent the write. */
  private volatile boolean inDoubt;

  /**
   * A write of one row.
   *
   * @param desired what the key shall hold afterwards
   * @param write sends the request once; fails with a StoreException
   * @param againIfRefused whether a refused request may be sent again as it is
   */
  public ConditionalWrite(
      ObjectStore store,
      PlanRow row,
      DesiredState desired,
      boolean againIfRefused,
      Supplier<CompletableFuture<RowResult>> write) {
    this(store, row, desired, againIfRefused, UnaryOperator.identity(), write);
  }

  /** As above, with a function that finds out why a write is refused though its guard holds. */
  public ConditionalWrite(
      ObjectStore store,
      PlanRow row,
      DesiredState desired,
      boolean againIfRefused,
      UnaryOperator<CompletableFuture<RowResult>> whyRefused,
      Supplier<CompletableFuture<RowResult>> write) {
    this.store = store;
    this.whyRefused = whyRefused;
    this.row = row;
    this.desired = desired;
    this.againIfRefused = againIfRefused;
    this.write = write;
  }

  /**
   * The last request of a multipart upload, with a guard: where the store refuses it though the
   * guard holds, it fails with an {@link UploadConflictException}.
   */
  public static ConditionalWrite ofUpload(
      ObjectStore store,
      PlanRow row,
      DesiredState desired,
      Supplier<CompletableFuture<RowResult>> complete) {
    return new ConditionalWrite(
        store,
        row,
        desired,
        false,
        failed ->
            failed.thenCompose(
                result ->
                    CompletableFuture.failedFuture(new UploadConflictException(result.detail()))),
        complete);
  }

  /** Sends the write. */
  public CompletableFuture<RowResult> send() {
    return attempt(true);
  }

  /** Sends a HEAD before the first attempt, because an earlier run may have sent the write. */
  public CompletableFuture<RowResult> askFirst() {
    inDoubt = true;
    return Futures.then(
        store.head(row.key()),
        (found, failure) -> {
          if (failure != null) {
            return blind("an earlier run's answer was lost", failure);
          }
          return settled(found, true).orElseGet(() -> attempt(true));
        });
  }

  private CompletableFuture<RowResult> attempt(boolean first) {
    return Futures.then(
        write.get(),
        (result, failure) -> {
          if (failure == null) {
            return completed(inDoubt || !first ? result.inDoubt() : result);
          }
          return leavesOpen(failure)
              ? ask((StoreException) failure, first)
              : FailureClass.asResult(failure);
        });
  }

  /** Whether only a HEAD tells what a failed request did. */
  public static boolean leavesOpen(Throwable failure) {
    return failure instanceof StoreException known
        && (known.kind() == Kind.REFUSED || known.kind() == Kind.UNKNOWN);
  }

  private CompletableFuture<RowResult> ask(StoreException reason, boolean first) {
    boolean lost = reason.kind() == Kind.UNKNOWN;
    return Futures.then(
        store.head(row.key()),
        (found, failure) -> {
          if (failure != null) {
            return blind(reason.getMessage(), failure);
          }
          return settled(found, inDoubt || lost || !first)
              .orElseGet(
                  () ->
                      first && (lost || againIfRefused) ? attempt(false) : stillOpen(reason, lost));
        });
  }

  /** The result that the key's state decides by itself; none if the guard holds. */
  private Optional<CompletableFuture<RowResult>> settled(
      Optional<StoredObject> found, boolean mayBeOurs) {
    if (!desired.reached(found) && row.guard().holds(found.map(StoredObject::etag))) {
      return Optional.empty();
    }
    return Optional.of(completed(mayBeOurs ? desired.judgeInDoubt(found) : desired.judge(found)));
  }

  private CompletableFuture<RowResult> stillOpen(StoreException reason, boolean lost) {
    return lost
        ? completed(RowResult.of(Outcome.UNKNOWN, reason.getMessage()))
        : whyRefused.apply(
            completed(
                RowResult.of(
                    Outcome.FAILED,
                    "another client wrote this key at the same time ("
                        + reason.getMessage()
                        + "); run apply again")));
  }

  private static CompletableFuture<RowResult> blind(String reason, Throwable failure) {
    return FailureClass.ofRequest(failure)
        .map(e -> reason + ", and the HEAD request for the key failed: " + e.getMessage())
        .map(detail -> completed(RowResult.of(Outcome.UNKNOWN, detail)))
        .orElseGet(() -> CompletableFuture.failedFuture(failure));
  }

  private static CompletableFuture<RowResult> completed(RowResult result) {
    return CompletableFuture.completedFuture(result);
  }
}
