package io.stocktake.executor.batch.setup;

import java.time.Duration;

/**
 * Polling intervals and timeouts for jobs and their reports.
 *
 * @param firstPoll between two polls of the jobs, after something happened
 * @param longestPoll the same, after a long time in which nothing happened
 * @param report for the report of a job that has ended
 * @param appearance for a job that was just created to be known
 */
public record PollingPolicy(
    Duration firstPoll, Duration longestPoll, Duration report, Duration appearance) {
  public PollingPolicy {
    if (firstPoll.isNegative() || firstPoll.isZero() || longestPoll.compareTo(firstPoll) < 0) {
      throw new IllegalArgumentException(
          "polls are " + firstPoll + " apart at first and at most " + longestPoll);
    }
    if (report.isNegative() || appearance.isNegative()) {
      throw new IllegalArgumentException("nothing can be waited for less than no time");
    }
  }

  /** A poll after 0.1 s, backing off to half a minute; 15 minutes for a report, 2 for a job. */
  public static PollingPolicy defaults() {
    return new PollingPolicy(
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        Duration.ofMinutes(15),
        Duration.ofMinutes(2));
  }

  /** The same, with another timeout for reports. */
  public PollingPolicy withReport(Duration wanted) {
    return new PollingPolicy(firstPoll, longestPoll, wanted, appearance);
  }
}
