package io.stocktake.executor.control.throttle;

import io.stocktake.manifests.io.NanoClock;
import io.stocktake.manifests.io.RateLimiter;
import java.util.concurrent.CompletableFuture;

/**
 * How fast a run may send: no more at once than pays, no more requests and no more bytes in a
 * second than allowed at that time. A body waits until those before it have had their time, so that
 * few are on the way at once, and then goes slice by slice, so that the line sees no bursts.
 */
public final class RequestThrottle {
  /** The most bytes of a slice. */
  public static final int SLICE = 64 * 1024;

  /** Slower than this, a body that is on its way would look like a line that is dead. */
  public static final long LEAST_BYTES_PER_SECOND = 64 * 1024;

  private final RateLimiter requests;
  private final RateLimiter bodies;
  private final RateLimiter slices;
  private final AdaptiveConcurrency concurrency;
  private final RequestPermits places;
  private final boolean mayBeSlow;
  private final RateLimits rates;

  RequestThrottle(RateLimits rates, int most, NanoClock clock) {
    this.concurrency = new AdaptiveConcurrency(most, clock::nanos);
    this.places = new RequestPermits(concurrency::limit);
    this.requests = new RateLimiter(rates::requestsPerSecond, clock);
    this.bodies = new RateLimiter(rates::bytesPerSecond, clock);
    this.slices = new RateLimiter(rates::bytesPerSecond, clock);
    this.rates = rates;
    this.mayBeSlow = rates != RateLimits.NONE;
  }

  /**
   * A pace at these rates, which may change at any time.
   *
   * @param most the most requests at once
   */
  public static RequestThrottle of(RateLimits rates, int most) {
    return new RequestThrottle(rates, most, NanoClock.SYSTEM);
  }

  /** A pace without rates. */
  public static RequestThrottle free(int most) {
    return of(RateLimits.NONE, most);
  }

  /** A request with a body of so many bytes was answered, or has failed. */
  public void answered(long bytes) {
    concurrency.answered(bytes);
    places.giveBack();
  }

  /** A request that might have left did not. */
  public void notSent() {
    places.giveBack();
  }

  /** The store asked to slow down. */
  public void busy() {
    concurrency.busy();
  }

  /**
   * Completes once a request with a body of so many bytes, perhaps none, may leave. Then it must be
   * said that it was {@link #answered}, or {@link #notSent}.
   */
  public CompletableFuture<Void> request(long bytes) {
    CompletableFuture<Void> request = places.take().thenCompose(place -> requests.acquireAsync(1));
    return bytes == 0 ? request : request.thenCompose(passed -> bodies.acquireAsync(bytes));
  }

  /** Completes once the next slice of a body may leave. */
  public CompletableFuture<Void> slice(int bytes) {
    return slices.acquireAsync(bytes);
  }

  /** Whether bodies go slower now than the line would let them. */
  public boolean isSlow() {
    return rates.bytesPerSecond() > 0;
  }

  /** Whether bodies must go slice by slice, for they may become slow on the way. */
  public boolean mayBeSlow() {
    return mayBeSlow;
  }
}
