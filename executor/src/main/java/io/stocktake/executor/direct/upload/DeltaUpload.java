package io.stocktake.executor.direct.upload;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.direct.delta.DeltaSegment;
import io.stocktake.executor.direct.delta.FileDelta;
import io.stocktake.executor.direct.delta.SignatureStore;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.multipart.PartSender;
import io.stocktake.executor.files.LocalFileContent;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * One multipart upload of a file in which the object's bytes have moved: its parts are whatever
 * lies between, sent, and whatever was found, copied. Its ETag is one of parts of odd sizes, so the
 * digest of the whole goes into the journal.
 */
final class DeltaUpload {
  private final LocalFileContent.Planned file;
  private final PlanRow row;
  private final SignatureStore deltas;
  private final FileDelta delta;
  private final PartSender sender;
  private int number;

  DeltaUpload(
      LocalFileContent.Planned file,
      PlanRow row,
      SignatureStore deltas,
      FileDelta delta,
      PartSender sender) {
    this.file = file;
    this.row = row;
    this.deltas = deltas;
    this.delta = delta;
    this.sender = sender;
  }

  /** Reads the file in this thread and hands out its parts as they are found. */
  CompletableFuture<RowResult> send(DeltaSegment.Limits limits, InFlightBudget budget) {
    try {
      ETag whole = delta.scan(file, limits, piece -> begin(piece, budget));
      return sender.complete(file, null).thenApply(result -> with(whole, result));
    } catch (RunCancelledException e) {
      return sender.complete(file, e);
    } catch (IOException e) {
      return sender.complete(file, LocalFileContent.explain(e));
    }
  }

  private static RowResult with(ETag whole, RowResult result) {
    return result.outcome() == Outcome.DONE ? result.withSent(whole) : result;
  }

  private void begin(DeltaSegment piece, InFlightBudget budget) throws RunCancelledException {
    number++;
    if (sender.parts().failed()) {
      throw new RunCancelledException();
    }
    if (sender.has(number, piece.digest())) {
      return;
    }
    InFlightBudget.Permit lease = budget.acquire(piece.bytes().isPresent() ? piece.length() : 0);
    sender.parts().began();
    Futures.end(
        piece.bytes().isPresent()
            ? sender.send(number, piece.bytes().get(), piece.digest())
            : copy(number, piece),
        (sent, failure) -> {
          lease.close();
          sender.parts().ended(failure == null ? null : Futures.cause(failure));
        });
  }

  private CompletableFuture<Void> copy(int part, DeltaSegment piece) {
    return Futures.then(
        sender.copy(part, delta.source(), piece.from(), piece.length(), piece.digest()),
        (copied, failure) -> {
          if (failure == null) {
            delta.saved(piece.length());
            return CompletableFuture.completedFuture(null);
          }
          return CompletableFuture.failedFuture(
              FailureClass.ofRequest(failure).map(this::notCopied).orElse(failure));
        });
  }

  /** Its bytes are gone by now; the next run sends the file without looking for the old ones. */
  private Throwable notCopied(StoreException failure) {
    deltas.forget(row);
    return new StoreException(
        Kind.FAILED,
        "a range that the object seemed to have could not be copied ("
            + failure.getMessage()
            + "); run apply again, which sends the file whole");
  }
}
