package io.stocktake.executor.control.throttle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets amounts pass at a rate, in the order in which they came, without holding any thread: what
 * has passed is paid for in time before the next may follow (the generic cell rate algorithm, ITU-T
 * I.371). The rate is asked anew for each, so that a change counts at once. What does not pass in a
 * twentieth of a second is not saved up.
 */
final class RateLimiter {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long SAVED = SECOND / 20;

  /** After this long the rate is asked again, in case it has grown. */
  private static final long LONGEST_WAIT = SECOND / 5;

  private record Waiting(long amount, CompletableFuture<Void> passed) {}

  private final LongSupplier perSecond;
  private final NanoClock ticker;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private long paid;

  /** A gate for so many a second, 0 for any number. */
  RateLimiter(LongSupplier perSecond, NanoClock ticker) {
    this.perSecond = perSecond;
    this.ticker = ticker;
    this.paid = ticker.nanos() - SAVED;
  }

  /** Completes once the amount may pass. */
  CompletableFuture<Void> pass(long amount) {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    boolean alone;
    synchronized (this) {
      if (queue.isEmpty() && rest(amount) <= 0) {
        return CompletableFuture.completedFuture(null);
      }
      alone = queue.isEmpty();
      queue.add(new Waiting(amount, passed));
    }
    if (alone) {
      open();
    }
    return passed;
  }

  private void open() {
    List<Waiting> ready = new ArrayList<>();
    long rest = 0;
    synchronized (this) {
      while (!queue.isEmpty() && rest <= 0) {
        rest = rest(queue.peek().amount());
        if (rest <= 0) {
          ready.add(queue.remove());
        }
      }
      if (!queue.isEmpty()) {
        ticker.after(Math.min(rest, LONGEST_WAIT), this::open);
      }
    }
    ready.forEach(waiting -> waiting.passed().complete(null));
  }

  /** How long the amount must wait still; if not at all, it is taken. */
  private long rest(long amount) {
    long rate = perSecond.getAsLong();
    long now = ticker.nanos();
    if (rate == 0) {
      paid = now;
      return 0;
    }
    if (now - SAVED - paid > 0) {
      paid = now - SAVED;
    }
    long left = paid - now;
    if (left <= 0) {
      paid += (long) ((double) amount / rate * SECOND);
    }
    return left;
  }
}
