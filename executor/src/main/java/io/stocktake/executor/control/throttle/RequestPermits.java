package io.stocktake.executor.control.throttle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/** FIFO permits for concurrent requests; the limit may change while permits are held. */
final class RequestPermits {
  private final IntSupplier limit;
  private final Queue<CompletableFuture<Void>> queue = new ArrayDeque<>();
  private int taken;

  RequestPermits(IntSupplier limit) {
    this.limit = limit;
  }

  /** Acquires a permit; completes once there is one. */
  synchronized CompletableFuture<Void> take() {
    if (queue.isEmpty() && taken < limit.getAsInt()) {
      taken++;
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> place = new CompletableFuture<>();
    queue.add(place);
    return place;
  }

  /** Releases a permit; the next waiter runs in this thread. */
  void giveBack() {
    List<CompletableFuture<Void>> next = new ArrayList<>(1);
    synchronized (this) {
      taken--;
      while (!queue.isEmpty() && taken < limit.getAsInt()) {
        taken++;
        next.add(queue.remove());
      }
    }
    next.forEach(place -> place.complete(null));
  }
}
