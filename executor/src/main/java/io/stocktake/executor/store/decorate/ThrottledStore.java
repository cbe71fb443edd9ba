package io.stocktake.executor.store.decorate;

import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.ObjectStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Decorator that holds requests to the limits of a throttle. A request that had to wait is not sent
 * if the run has ended meanwhile.
 */
public final class ThrottledStore extends ForwardingStore {
  private final RunControl control;
  private final RequestThrottle throttle;
  private final Executor senders;

  /**
   * A store whose requests wait for their turn.
   *
   * @param senders where requests leave that had to wait
   */
  public ThrottledStore(
      ObjectStore store, RunControl control, RequestThrottle throttle, Executor senders) {
    super(store);
    this.control = control;
    this.throttle = throttle;
    this.senders = senders;
  }

  @Override
  <T> CompletableFuture<T> around(long bytes, Supplier<CompletableFuture<T>> request) {
    CompletableFuture<Void> permit = throttle.request(bytes);
    // A thread that brought another's answer is the transport's, and must not be kept.
    return permit.isDone()
        ? send(bytes, request)
        : permit.thenComposeAsync(may -> send(bytes, request), senders);
  }

  private <T> CompletableFuture<T> send(long bytes, Supplier<CompletableFuture<T>> request) {
    if (!control.maySend()) {
      throttle.notSent();
      return CompletableFuture.failedFuture(new RunCancelledException());
    }
    return Futures.begin(request).whenComplete((answer, failure) -> throttle.answered(bytes));
  }
}
