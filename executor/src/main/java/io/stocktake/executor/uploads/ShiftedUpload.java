package io.stocktake.executor.uploads;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.delta.Deltas;
import io.stocktake.executor.delta.FileDelta;
import io.stocktake.executor.delta.Piece;
import io.stocktake.executor.files.PlannedFiles;
import io.stocktake.executor.flow.Budget;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.flow.HaltedException;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.writes.Failures;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * One multipart upload of a file in which the object's bytes have moved: its parts are whatever
 * lies between, sent, and whatever was found, copied. Its ETag is one of parts of odd sizes, so the
 * digest of the whole goes into the journal.
 */
final class ShiftedUpload {
  private final PlannedFiles.Planned file;
  private final PlanRow row;
  private final Deltas deltas;
  private final FileDelta delta;
  private final PartSender sender;
  private int number;

  ShiftedUpload(
      PlannedFiles.Planned file, PlanRow row, Deltas deltas, FileDelta delta, PartSender sender) {
    this.file = file;
    this.row = row;
    this.deltas = deltas;
    this.delta = delta;
    this.sender = sender;
  }

  /** Reads the file in this thread and hands out its parts as they are found. */
  CompletableFuture<Result> send(Piece.Limits limits, Budget budget) {
    try {
      ETag whole = delta.scan(file, limits, piece -> begin(piece, budget));
      return sender.complete(file, null).thenApply(result -> with(whole, result));
    } catch (HaltedException e) {
      return sender.complete(file, e);
    } catch (IOException e) {
      return sender.complete(file, PlannedFiles.explain(e));
    }
  }

  private static Result with(ETag whole, Result result) {
    return result.outcome() == Outcome.DONE ? result.withSent(whole) : result;
  }

  private void begin(Piece piece, Budget budget) throws HaltedException {
    number++;
    if (sender.parts().failed()) {
      throw new HaltedException();
    }
    if (sender.has(number, piece.digest())) {
      return;
    }
    Budget.Lease lease = budget.acquire(piece.bytes().isPresent() ? piece.length() : 0);
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

  private CompletableFuture<Void> copy(int part, Piece piece) {
    return Futures.then(
        sender.copy(part, delta.source(), piece.from(), piece.length(), piece.digest()),
        (copied, failure) -> {
          if (failure == null) {
            delta.saved(piece.length());
            return CompletableFuture.completedFuture(null);
          }
          return CompletableFuture.failedFuture(
              Failures.ofRequest(failure).map(this::notCopied).orElse(failure));
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
