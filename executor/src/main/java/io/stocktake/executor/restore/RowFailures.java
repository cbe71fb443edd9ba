package io.stocktake.executor.restore;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.restore.local.TargetException;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;

/** Classifies failures: the outcome of one row, or the end of the run. */
final class RowFailures {
  private RowFailures() {}

  /**
   * The row's result.
   *
   * @throws IOException if the failure is not the row's alone
   */
  static RowResult result(IOException failure) throws IOException {
    if (failure instanceof RunCancelledException || failure instanceof StocktakeException) {
      throw failure;
    }
    if (failure instanceof StoreException store) {
      return ofStore(store);
    }
    TargetException target = TargetException.of(failure);
    if (target.isFull()) {
      throw StocktakeException.environment(
          target.getMessage() + "; the run stops: free some disk space, then run again", target);
    }
    return target.result();
  }

  private static RowResult ofStore(StoreException failure) throws StoreException {
    if (failure.kind() == Kind.FATAL) {
      throw failure;
    }
    return failure.kind() == Kind.REFUSED
        ? drifted(failure.getMessage())
        : RowResult.of(Outcome.FAILED, failure.getMessage());
  }

  /** The object is not the one that the plan saw. */
  static RowResult drifted(String detail) {
    return RowResult.of(
        Outcome.DRIFTED,
        "the object has changed since the plan, or is gone (" + detail + "): make a new plan");
  }
}
