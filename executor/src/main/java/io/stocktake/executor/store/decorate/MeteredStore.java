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
 * The store as a run sees it: requests and bytes are counted and paced, none leaves once the run
 * has failed, and a long row of failures ends the run, for a network that is down fails millions of
 * rows just as well.
 */
public final class MeteredStore extends ForwardingStore {
  private final RunControl halt;
  private final RequestThrottle pace;
  private final Executor senders;
  private final int giveUpAfter;
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  private final AtomicInteger failuresInARow = new AtomicInteger();

  /**
   * A store as one run sees it.
   *
   * @param senders where requests leave that had to wait
   * @param giveUpAfter failures in a row that end the run
   */
  public MeteredStore(
      ObjectStore store, RunControl halt, RequestThrottle pace, Executor senders, int giveUpAfter) {
    super(store);
    this.halt = halt;
    this.pace = pace;
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
    if (!halt.maySend()) {
      return halted();
    }
    CompletableFuture<Void> place = pace.request(bytes);
    // A thread that brought another's answer is the transport's, and must not be kept.
    return place.isDone()
        ? sendNow(bytes, request)
        : place.thenComposeAsync(may -> sendNow(bytes, request), senders);
  }

  private <T> CompletableFuture<T> sendNow(long bytes, Supplier<CompletableFuture<T>> request) {
    if (!halt.maySend()) {
      pace.notSent();
      return halted();
    }
    requests.increment();
    return Futures.begin(request)
        .whenComplete(
            (answer, failure) -> {
              pace.answered(bytes);
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
      halt.fail(StocktakeException.environment(cause.getMessage(), cause));
    } else if (failuresInARow.incrementAndGet() >= giveUpAfter) {
      halt.fail(
          StocktakeException.environment(
              giveUpAfter
                  + " requests failed in a row, the last one because "
                  + cause.getMessage()
                  + "; the run stops: mend the cause, then run apply again to resume",
              cause));
    }
  }
}
