package io.stocktake.executor.direct.delete;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The looks at the keys of one request whose answer does not say what became of them. When some in
 * a row tell nothing, the line is down, and the others would only fail for the same cause.
 */
final class DeleteRecheck {
  private static final int IN_VAIN = 10;

  private int inVain;
  private RowResult last;

  /** Looks, or has the row unknown without a look. */
  CompletableFuture<RowResult> look(Supplier<CompletableFuture<RowResult>> look) {
    synchronized (this) {
      if (inVain >= IN_VAIN) {
        return CompletableFuture.completedFuture(notLooked());
      }
    }
    return look.get().thenApply(this::note);
  }

  private synchronized RowResult note(RowResult result) {
    boolean unknown = result.outcome() == Outcome.UNKNOWN;
    inVain = unknown ? inVain + 1 : 0;
    last = unknown ? result : last;
    return result;
  }

  private RowResult notLooked() {
    return RowResult.of(
        Outcome.UNKNOWN,
        "its delete was not confirmed, and the key was not looked at, since looks at other keys"
            + " failed: "
            + last.detail());
  }
}
