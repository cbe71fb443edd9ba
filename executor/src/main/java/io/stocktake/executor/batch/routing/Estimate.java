package io.stocktake.executor.batch.routing;

import io.stocktake.executor.batch.jobs.JobOperation;
import java.time.Duration;

/**
 * The estimated cost and duration of a group of rows.
 *
 * @param dollars requests and jobs; neither storage nor traffic
 * @param time from its start to its end
 */
public record Estimate(double dollars, Duration time) {
  private static final double THOUSAND = 1e3;
  private static final double MILLION = 1e6;

  /** Request by request; a HEAD, a read of the tags, or both go before each write. */
  public static Estimate direct(
      JobOperation.Kind kind, long rows, Prices prices, RouteThroughput throughput) {
    int reads =
        switch (kind) {
          case TAG, COPY -> 1;
          case MERGE -> 2;
          case CHECKSUM, RESTORE -> 0;
        };
    return new Estimate(
        rows / THOUSAND * (prices.writesPerThousand() + reads * prices.readsPerThousand()),
        seconds(rows / throughput.directPerSecond()));
  }

  /** By jobs, which make the same writes. */
  public static Estimate batch(long rows, long jobs, Prices prices, RouteThroughput throughput) {
    return new Estimate(
        jobs * prices.perJob()
            + rows / MILLION * prices.perMillionObjects()
            + rows / THOUSAND * prices.writesPerThousand(),
        throughput.batchStart().plus(seconds(rows / throughput.batchPerSecond())));
  }

  /** Whether this is worth choosing over another. */
  public boolean beats(Estimate other, RouteThroughput throughput) {
    double hoursSaved = other.time.minus(time).toMillis() / 3.6e6;
    return hoursSaved > 0 && dollars - other.dollars <= hoursSaved * throughput.dollarsPerHour();
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
