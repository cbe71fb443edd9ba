package io.stocktake.manifests.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Rate limiter by the generic cell rate algorithm (ITU-T I.371): an amount passes once the time
 * that all before it take at the rate has passed, in the order of asking. The rate is asked again
 * for each, so a change counts at once. Of the time in which nothing passes, a twentieth of a
 * second is saved up. Used by any number of threads.
 */
public final class RateLimiter {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long SAVED = SECOND / 20;

  /** After this long the rate is asked again, in case it has grown. */
  private static final long LONGEST_WAIT = SECOND / 5;

  /** Lets everything pass at once. */
  public static final RateLimiter UNLIMITED = of(0);

  private record Waiting(long amount, CompletableFuture<Void> passed) {}

  private final LongSupplier perSecond;
  private final NanoClock clock;
  private final Queue<Waiting> queue = new ArrayDeque<>();

  /** The time up to which what has passed is paid for. */
  private long paid;

  /**
   * A limiter.
   *
   * @param perSecond the amount for each second, 0 for any; it may change at any time
   */
  public RateLimiter(LongSupplier perSecond, NanoClock clock) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.paid = clock.nanos() - SAVED;
  }

  /** A limiter with a rate that does not change, 0 for none. */
  public static RateLimiter of(long perSecond) {
    return new RateLimiter(() -> perSecond, NanoClock.SYSTEM);
  }

  /** Completes once the amount may pass; holds no thread meanwhile. */
  public CompletableFuture<Void> acquireAsync(long amount) {
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
      release();
    }
    return passed;
  }

  /**
   * Waits until the amount may pass.
   *
   * @throws InterruptedIOException if the thread is interrupted meanwhile; nothing passes then
   */
  public void acquire(long amount) throws IOException {
    if (this == UNLIMITED) {
      return; // without the lock that all readers would share
    }
    CompletableFuture<Void> passed = acquireAsync(amount);
    try {
      passed.get();
    } catch (InterruptedException e) {
      passed.cancel(false);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the rate limit");
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing here fails", e);
    }
  }

  /** Lets pass what may, and comes again for the rest. */
  private void release() {
    List<Waiting> ready = new ArrayList<>();
    long rest = 0;
    synchronized (this) {
      while (!queue.isEmpty() && rest <= 0) {
        Waiting next = queue.peek();
        rest = next.passed().isDone() ? 0 : rest(next.amount());
        if (rest <= 0) {
          ready.add(queue.remove());
        }
      }
      if (!queue.isEmpty()) {
        clock.after(Math.min(rest, LONGEST_WAIT), this::release);
      }
    }
    ready.forEach(waiting -> waiting.passed().complete(null));
  }

  /** How long the amount must still wait; if not at all, it has passed. */
  private long rest(long amount) {
    long rate = perSecond.getAsLong();
    long now = clock.nanos();
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
