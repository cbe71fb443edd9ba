package io.stocktake.executor.control;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Cancellation of a run. Stopped, it begins nothing more but lets what is in flight finish; failed
 * or closed, it sends no more requests. An interrupt of the run's thread is a stop.
 */
public final class RunControl {
  private static final long POLL_MILLIS = 100;

  private final Duration grace;
  private boolean stopped;
  private boolean interrupted;
  private boolean closed;
  private long haltedAt;
  private Throwable failure;

  /** A run that goes on; once stopped, what is in flight has this grace period. */
  public RunControl(Duration grace) {
    this.grace = grace;
  }

  /** Begins nothing more. */
  public synchronized void stop() {
    halting();
    stopped = true;
  }

  /** Stops, because the thread that runs was interrupted. */
  public synchronized void interrupt() {
    stop();
    interrupted = true;
  }

  /** Fails the run; the first failure is reported. */
  public synchronized void fail(Throwable cause) {
    halting();
    failure = failure == null ? cause : failure;
  }

  /** Sends no more requests: the run is over. */
  public synchronized void close() {
    halting();
    closed = true;
  }

  /** Whether somebody asked to stop. */
  public synchronized boolean stopped() {
    return stopped;
  }

  /** Whether that was an interrupt. */
  public synchronized boolean interrupted() {
    return interrupted;
  }

  /** What ended the run; null if nothing did. */
  public synchronized Throwable failure() {
    return failure;
  }

  /** Whether new work may begin. */
  public synchronized boolean going() {
    return !stopped && !closed && failure == null;
  }

  /** Whether requests of work begun may leave. */
  public synchronized boolean maySend() {
    return !closed && failure == null;
  }

  /** Whether the grace period of what is in flight is over. */
  public synchronized boolean graceOver() {
    return !going() && System.nanoTime() - haltedAt > grace.toNanos();
  }

  /** Throws unless new work may begin. */
  public void checkGoing() throws RunCancelledException {
    if (!going()) {
      throw new RunCancelledException();
    }
  }

  /** Sleeps in the run's thread, until the run stops at most. */
  public void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (going() && System.nanoTime() < end) {
      try {
        Thread.sleep(Math.max(1, Math.min(POLL_MILLIS, (end - System.nanoTime()) / 1_000_000)));
      } catch (InterruptedException e) {
        interrupt();
      }
    }
  }

  /**
   * Waits for an answer, in the thread that runs.
   *
   * @throws RunCancelledException if the run ends and the answer does not come in its grace
   */
  public <T> T await(CompletableFuture<T> future) throws ExecutionException, RunCancelledException {
    while (!graceOver()) {
      try {
        return future.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Check whether the run still goes on.
      } catch (InterruptedException e) {
        interrupt();
      }
    }
    throw new RunCancelledException();
  }

  private void halting() {
    if (going()) {
      haltedAt = System.nanoTime();
    }
  }
}
