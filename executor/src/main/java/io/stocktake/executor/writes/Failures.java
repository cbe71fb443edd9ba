package io.stocktake.executor.writes;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Which failures are the outcome of one row, and which are the end of the run. */
public final class Failures {
  private Failures() {}

  /** The row's result; failed where the failure is not the row's. */
  public static CompletableFuture<Result> asResult(Throwable failure) {
    return ofRow(failure)
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> CompletableFuture.failedFuture(failure));
  }

  /** What a row becomes whose key could not be looked at, though an earlier answer was lost. */
  public static Result unknown(Result failed) {
    return Result.of(
        Outcome.UNKNOWN,
        "an earlier run's answer was lost, and the key could not be looked at: " + failed.detail());
  }

  private static Optional<Result> ofRow(Throwable failure) {
    if (failure instanceof FileException file) {
      return Optional.of(file.result());
    }
    return ofRequest(failure).map(e -> Result.of(Outcome.FAILED, e.getMessage()));
  }

  /** The failure as that of one request, unless no other request would succeed either. */
  public static Optional<StoreException> ofRequest(Throwable failure) {
    return failure instanceof StoreException known && known.kind() != Kind.FATAL
        ? Optional.of(known)
        : Optional.empty();
  }
}
