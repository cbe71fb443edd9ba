package io.stocktake.executor.control.throttle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/** Places for requests on the way, as many as the limit says at that time, first come first. */
final class RequestPermits {
  private final IntSupplier limit;
  private final Queue<CompletableFuture<Void>> queue = new ArrayDeque<>();
  private int taken;

  RequestPermits(IntSupplier limit) {
    this.limit = limit;
  }

  /** Completes once there is a place, which is taken then. */
  synchronized CompletableFuture<Void> take() {
    if (queue.isEmpty() && taken < limit.getAsInt()) {
      taken++;
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> place = new CompletableFuture<>();
    queue.add(place);
    return place;
  }

  /** Gives a place back; whoever has one now goes on in this thread. */
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
