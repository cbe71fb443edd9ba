package io.stocktake.executor.store.decorate;

import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.StocktakeException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Decorator that counts and throttles requests, sends none once the run has failed, and breaks the
 * circuit: many failures in a row end the run, since a network that is down would fail millions of
 * rows.
 */
public final class MeteredStore extends ForwardingStore {
  private final RunControl control;
  private final RequestThrottle throttle;
  private final Executor senders;
  private final int giveUpAfter;
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  private final AtomicInteger failuresInARow = new AtomicInteger();

  /**
   * The store of one run.
   *
   * @param senders where requests leave that had to wait
   * @param giveUpAfter failures in a row that end the run
   */
  public MeteredStore(
      ObjectStore store,
      RunControl control,
      RequestThrottle throttle,
      Executor senders,
      int giveUpAfter) {
    super(store);
    this.control = control;
    this.throttle = throttle;
    this.senders = senders;
    this.giveUpAfter = giveUpAfter;
  }

  /** Requests that left. */
  public long requests() {
    return requests.sum();
  }

  /** Bytes of bodies that the store took. */
  public long bytesSent() {
    return bytesSent.sum();
  }

  /** The store belongs to the caller, who closes it. */
  @Override
  public void close() {}

  @Override
  <T> CompletableFuture<T> around(long bytes, Supplier<CompletableFuture<T>> request) {
    if (!control.maySend()) {
      return halted();
    }
    CompletableFuture<Void> place = throttle.request(bytes);
    // A thread that brought another's answer is the transport's, and must not be kept.
    return place.isDone()
        ? sendNow(bytes, request)
        : place.thenComposeAsync(may -> sendNow(bytes, request), senders);
  }

  private <T> CompletableFuture<T> sendNow(long bytes, Supplier<CompletableFuture<T>> request) {
    if (!control.maySend()) {
      throttle.notSent();
      return halted();
    }
    requests.increment();
    return Futures.begin(request)
        .whenComplete(
            (answer, failure) -> {
              throttle.answered(bytes);
              if (failure == null) {
                bytesSent.add(bytes);
                failuresInARow.set(0);
              } else {
                failed(Futures.cause(failure));
              }
            });
  }

  private static <T> CompletableFuture<T> halted() {
    return CompletableFuture.failedFuture(new RunCancelledException());
  }

  private void failed(Throwable cause) {
    Optional<Kind> kind =
        cause instanceof StoreException known ? Optional.of(known.kind()) : Optional.empty();
    if (kind.equals(Optional.of(Kind.REFUSED))) {
      failuresInARow.set(0);
    } else if (kind.equals(Optional.of(Kind.FULL))) {
      control.fail(StocktakeException.environment(cause.getMessage(), cause));
    } else if (failuresInARow.incrementAndGet() >= giveUpAfter) {
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
