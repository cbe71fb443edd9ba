package io.stocktake.lab.jobs;

/** How far a job is. */
public record Progress(long total, long succeeded, long failed, long activeSeconds) {
  private static final long THRESHOLD_FROM = 1000;

  /** Whether so many tasks failed that S3 gives up: over half, from 1,000 tasks on. */
  boolean hopeless() {
    long executed = succeeded + failed;
    return executed >= THRESHOLD_FROM && 2 * failed > executed;
  }
}
