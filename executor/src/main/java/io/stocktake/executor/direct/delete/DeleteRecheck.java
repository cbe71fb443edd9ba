package io.stocktake.executor.direct.delete;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Stops HEAD requests after ten in a row failed, for the keys of one DeleteObjects request whose
 * answer was lost. The connection is down then, and the others would fail for the same reason.
 */
final class DeleteRecheck {
  private static final int MAX_FAILED = 10;

  private int failedInARow;
  private RowResult last;

  /** Sends the HEAD, or ends the row as unknown without one. */
  CompletableFuture<RowResult> check(Supplier<CompletableFuture<RowResult>> head) {
    synchronized (this) {
      if (failedInARow >= MAX_FAILED) {
        return CompletableFuture.completedFuture(notChecked());
      }
    }
    return head.get().thenApply(this::note);
  }

  private synchronized RowResult note(RowResult result) {
    boolean unknown = result.outcome() == Outcome.UNKNOWN;
    failedInARow = unknown ? failedInARow + 1 : 0;
    last = unknown ? result : last;
    return result;
  }

  private RowResult notChecked() {
    return RowResult.of(
        Outcome.UNKNOWN,
        "its delete was not confirmed, and its key was not checked, since HEAD requests for other"
            + " keys failed: "
            + last.detail());
  }
}
