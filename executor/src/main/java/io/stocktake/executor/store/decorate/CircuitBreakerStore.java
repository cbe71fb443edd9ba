package io.stocktake.executor.store.decorate;

import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.StocktakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Decorator that breaks the circuit: many failures in a row end the run, since a network that is
 * down would fail millions of rows. Once the run has ended, no request passes.
 */
public final class CircuitBreakerStore extends ForwardingStore {
  private final RunControl control;
  private final int giveUpAfter;
  private final AtomicInteger failuresInARow = new AtomicInteger();

  /**
   * The store of one run.
   *
   * @param giveUpAfter failures in a row that end the run
   */
  public CircuitBreakerStore(ObjectStore store, RunControl control, int giveUpAfter) {
    super(store);
    this.control = control;
    this.giveUpAfter = giveUpAfter;
  }

  @Override
  <T> CompletableFuture<T> around(long bytes, Supplier<CompletableFuture<T>> request) {
    return control.maySend()
        ? request.get().whenComplete((answer, failure) -> answered(failure))
        : CompletableFuture.failedFuture(new RunCancelledException());
  }

  private void answered(Throwable failure) {
    Throwable cause = Futures.cause(failure);
    Kind kind = cause instanceof StoreException known ? known.kind() : null;
    if (cause == null || kind == Kind.REFUSED) {
      failuresInARow.set(0);
    } else if (kind == Kind.FULL) {
      control.fail(StocktakeException.environment(cause.getMessage(), cause));
    } else if (!(cause instanceof RunCancelledException)
        && failuresInARow.incrementAndGet() >= giveUpAfter) {
      control.fail(
          StocktakeException.environment(
              giveUpAfter
                  + " requests failed in a row, the last one because "
                  + cause.getMessage()
                  + "; the run stops: fix the cause, then run apply again to resume",
              cause));
    }
  }
}
