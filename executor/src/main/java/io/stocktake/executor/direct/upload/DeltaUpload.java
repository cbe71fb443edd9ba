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
import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A multipart upload of a file in which the object's bytes have moved: ranges that the object has
 * are copied, the bytes between them are sent. The parts have odd sizes, so the ETag cannot be
 * compared, and the journal keeps the digest of the whole.
 */
final class DeltaUpload {
  private final FileContent file;
  private final PlanRow row;
  private final SignatureStore signatures;
  private final FileDelta delta;
  private final PartSender sender;
  private int number;

  DeltaUpload(
      FileContent file,
      PlanRow row,
      SignatureStore signatures,
      FileDelta delta,
      PartSender sender) {
    this.file = file;
    this.row = row;
    this.signatures = signatures;
    this.delta = delta;
    this.sender = sender;
  }

  /** Reads the file in this thread and hands out its parts as they are found. */
  CompletableFuture<RowResult> send(DeltaSegment.Limits limits, InFlightBudget budget) {
    try {
      ETag whole = delta.scan(file, limits, segment -> begin(segment, budget));
      return sender.complete(file, null).thenApply(result -> with(whole, result));
    } catch (RunCancelledException e) {
      return sender.complete(file, e);
    } catch (IOException e) {
      return sender.complete(file, FileException.of(e));
    }
  }

  private static RowResult with(ETag whole, RowResult result) {
    return result.outcome() == Outcome.DONE ? result.withSent(whole) : result;
  }

  private void begin(DeltaSegment segment, InFlightBudget budget) throws RunCancelledException {
    number++;
    if (sender.parts().failed()) {
      throw new RunCancelledException();
    }
    if (sender.has(number, segment.digest())) {
      return;
    }
    InFlightBudget.Permit permit =
        budget.acquire(segment.bytes().isPresent() ? segment.length() : 0);
    sender.parts().began();
    Futures.end(
        segment.bytes().isPresent()
            ? sender.send(number, segment.bytes().get(), segment.digest())
            : copy(number, segment),
        (sent, failure) -> {
          permit.close();
          sender.parts().ended(failure == null ? null : Futures.cause(failure));
        });
  }

  private CompletableFuture<Void> copy(int part, DeltaSegment segment) {
    return Futures.then(
        sender.copy(part, delta.source(), segment.from(), segment.length(), segment.digest()),
        (copied, failure) -> {
          if (failure == null) {
            delta.saved(segment.length());
            return CompletableFuture.completedFuture(null);
          }
          return CompletableFuture.failedFuture(
              FailureClass.ofRequest(failure).map(this::notCopied).orElse(failure));
        });
  }

  /** Its bytes are out of memory by now; the next run sends the file without a delta. */
  private Throwable notCopied(StoreException failure) {
    signatures.forget(row);
    return new StoreException(
        Kind.FAILED,
        "a range that the object seemed to have could not be copied ("
            + failure.getMessage()
            + "); run apply again, which sends the file whole");
  }
}
