package io.stocktake.executor.batch.routing;

import java.time.Duration;

/**
 * Expected throughput of the routes, and what waiting is worth.
 *
 * @param directPerSecond rows a second from this machine
 * @param batchPerSecond tasks a second of a job
 * @param batchStart from creating a job to its first task
 * @param dollarsPerHour what a user would pay to have the end an hour sooner
 */
public record RouteThroughput(
    double directPerSecond, double batchPerSecond, Duration batchStart, double dollarsPerHour) {
  public RouteThroughput {
    if (!(directPerSecond > 0) || !(batchPerSecond > 0)) {
      throw new IllegalArgumentException("rates must be above 0");
    }
    if (batchStart.isNegative() || !(dollarsPerHour >= 0)) {
      throw new IllegalArgumentException("neither a time nor its worth can be negative");
    }
  }

  /** 500 rows a second from here, 1,000 in a job after ten minutes, ten dollars an hour. */
  public static RouteThroughput defaults() {
    return new RouteThroughput(500, 1000, Duration.ofMinutes(10), 10);
  }
}
