package io.stocktake.executor.control.throttle;

import io.stocktake.manifests.io.NanoClock;
import io.stocktake.manifests.io.RateLimiter;
import java.util.concurrent.CompletableFuture;

/**
 * Throttles requests: an adaptive limit of concurrent ones, and limits of requests and bytes a
 * second that may change. A body waits for those before it, so that few are sent at the same time,
 * and is then sent slice by slice, without bursts.
 */
public final class RequestThrottle {
  /** The most bytes of a slice. */
  public static final int SLICE = 64 * 1024;

  /** Slower than this, a request under way could not be told from a dead connection. */
  public static final long LEAST_BYTES_PER_SECOND = 64 * 1024;

  private final RateLimiter requests;
  private final RateLimiter bodies;
  private final RateLimiter slices;
  private final AdaptiveConcurrency concurrency;
  private final RequestPermits permits;
  private final boolean mayBeSlow;
  private final RateLimits rates;

  RequestThrottle(RateLimits rates, int most, NanoClock clock) {
    this.concurrency = new AdaptiveConcurrency(most, clock::nanos);
    this.permits = new RequestPermits(concurrency::limit);
    this.requests = new RateLimiter(rates::requestsPerSecond, clock);
    this.bodies = new RateLimiter(rates::bytesPerSecond, clock);
    this.slices = new RateLimiter(rates::bytesPerSecond, clock);
    this.rates = rates;
    this.mayBeSlow = rates != RateLimits.NONE;
  }

  /**
   * A throttle at these rates, which may change at any time.
   *
   * @param most the most requests at once
   */
  public static RequestThrottle of(RateLimits rates, int most) {
    return new RequestThrottle(rates, most, NanoClock.SYSTEM);
  }

  /** A throttle without rate limits. */
  public static RequestThrottle free(int most) {
    return of(RateLimits.NONE, most);
  }

  /** A request with a body of so many bytes was answered, or has failed. */
  public void answered(long bytes) {
    concurrency.answered(bytes);
    permits.giveBack();
  }

  /** A request that might have left did not. */
  public void notSent() {
    permits.giveBack();
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
    CompletableFuture<Void> request = permits.take().thenCompose(place -> requests.acquireAsync(1));
    return bytes == 0 ? request : request.thenCompose(passed -> bodies.acquireAsync(bytes));
  }

  /** Completes once the next slice of a body may leave. */
  public CompletableFuture<Void> slice(int bytes) {
    return slices.acquireAsync(bytes);
  }

  /** Whether bodies are slowed down now. */
  public boolean isSlow() {
    return rates.bytesPerSecond() > 0;
  }

  /** Whether bodies must go slice by slice, for they may become slow on the way. */
  public boolean mayBeSlow() {
    return mayBeSlow;
  }
}
