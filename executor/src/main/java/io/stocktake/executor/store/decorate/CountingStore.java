package io.stocktake.executor.store.decorate;

import io.stocktake.executor.store.ObjectStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Decorator that counts requests, and the bytes of the bodies that the store took. */
public final class CountingStore extends ForwardingStore {
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();

  /** Counts what is sent to a store. */
  public CountingStore(ObjectStore store) {
    super(store);
  }

  /** Requests that left. */
  public long requests() {
    return requests.sum();
  }

  /** Bytes of bodies that the store took. */
  public long bytesSent() {
    return bytesSent.sum();
  }

  @Override
  <T> CompletableFuture<T> around(long bytes, Supplier<CompletableFuture<T>> request) {
    requests.increment();
    CompletableFuture<T> answer = request.get();
    return bytes == 0
        ? answer
        : answer.thenApply(
            taken -> {
              bytesSent.add(bytes);
              return taken;
            });
  }
}
