package io.stocktake.executor.batch.routing;

/**
 * Limits of jobs: size, concurrency, and the canary that goes ahead.
 *
 * @param maxRows the most objects in one job
 * @param maxActive the most jobs at once
 * @param canaryAbove rows from which on a small job goes ahead
 * @param canaryRows objects in that job
 * @param canaryFailures the share of failures in it, from 0 to 1, above which the rest is not sent
 */
public record JobLimits(
    long maxRows, int maxActive, long canaryAbove, int canaryRows, double canaryFailures) {
  public JobLimits {
    check(maxRows >= 1, "max-rows must be at least 1", maxRows);
    check(maxActive >= 1, "max-active must be at least 1", maxActive);
    check(canaryRows >= 1, "canary-rows must be at least 1", canaryRows);
    check(canaryAbove >= canaryRows, "canary-above must be at least canary-rows", canaryAbove);
    check(
        canaryFailures >= 0 && canaryFailures <= 1,
        "canary-failures must be between 0 and 1",
        canaryFailures);
  }

  /** What S3 allows; above 20,000 rows 300 go ahead, of which a tenth may fail. */
  public static JobLimits defaults() {
    return new JobLimits(20_000_000_000L, 6, 20_000, 300, 0.1);
  }

  /** Jobs for a group of so many rows. */
  public long jobs(long rows) {
    long canary = canary(rows);
    return (canary > 0 ? 1 : 0) + (rows - canary + maxRows - 1) / maxRows;
  }

  /** Rows of the job that goes ahead; 0 for none. */
  public long canary(long rows) {
    return rows > canaryAbove ? Math.min(canaryRows, maxRows) : 0;
  }

  private static void check(boolean good, String rule, Object value) {
    if (!good) {
      throw new IllegalArgumentException(rule + ", is " + value);
    }
  }
}
