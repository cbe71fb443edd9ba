package io.stocktake.lab.fault;

import java.time.Duration;

/**
 * What goes slowly all the time, and not by a fault that is asked for.
 *
 * @param latency how long each request waits before it is processed
 * @param requestsPerPrefix the most requests a second for keys up to their last slash, or for a
 *     bucket, before SlowDown is answered; 0 for no limit
 * @param skew how far the clock that checks signatures is ahead
 */
public record Weather(Duration latency, int requestsPerPrefix, Duration skew) {
  /** Nothing waits. */
  public static final Weather FAIR = new Weather(Duration.ZERO, 0, Duration.ZERO);

  /** Checks the values. */
  public Weather {
    if (latency.isNegative()) {
      throw new IllegalArgumentException(
          "latency must not be negative, is " + latency.toMillis() + " ms");
    }
    if (requestsPerPrefix < 0) {
      throw new IllegalArgumentException(
          "requests per prefix must not be negative, are " + requestsPerPrefix);
    }
  }
}
