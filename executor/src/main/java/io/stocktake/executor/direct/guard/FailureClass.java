package io.stocktake.executor.direct.guard;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Classifies failures: the outcome of one row, or the end of the run. */
public final class FailureClass {
  private FailureClass() {}

  /** The row's result; failed where the failure is not the row's. */
  public static CompletableFuture<RowResult> asResult(Throwable failure) {
    return ofRow(failure)
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> CompletableFuture.failedFuture(failure));
  }

  /** The result of a row whose earlier answer was lost and whose HEAD failed. */
  public static RowResult unknown(RowResult failed) {
    return RowResult.of(
        Outcome.UNKNOWN,
        "an earlier run's answer was lost, and the HEAD request for the key failed: "
            + failed.detail());
  }

  private static Optional<RowResult> ofRow(Throwable failure) {
    if (failure instanceof FileException file) {
      return Optional.of(file.result());
    }
    return ofRequest(failure).map(e -> RowResult.of(Outcome.FAILED, e.getMessage()));
  }

  /** The failure as that of one request, unless no other request would succeed either. */
  public static Optional<StoreException> ofRequest(Throwable failure) {
    return failure instanceof StoreException known && known.kind() != Kind.FATAL
        ? Optional.of(known)
        : Optional.empty();
  }
}
