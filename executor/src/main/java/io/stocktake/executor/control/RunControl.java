package io.stocktake.executor.control;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether a run goes on. Stopped, it begins nothing more but lets finish what is in flight; failed
 * or closed, it sends no request any more. An interrupt of the thread that runs is a stop.
 */
public final class RunControl {
  private static final long POLL_MILLIS = 100;

  private final Duration grace;
  private boolean stopped;
  private boolean interrupted;
  private boolean closed;
  private long haltedAt;
  private Throwable failure;

  /** A run that goes on, and once it does not, lets what is in flight have this long. */
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

  /** The first failure is the one that is told. */
  public synchronized void fail(Throwable cause) {
    halting();
    failure = failure == null ? cause : failure;
  }

  /** Lets no request leave any more, the run being over. */
  public synchronized void close() {
    halting();
    closed = true;
  }

  /** Whether somebody asked to stop. */
  public synchronized boolean stopped() {
    return stopped;
  }

  /** Whether it was an interrupt that did. */
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

  /** Whether what is in flight has had its time. */
  public synchronized boolean graceOver() {
    return !going() && System.nanoTime() - haltedAt > grace.toNanos();
  }

  /** Throws unless new work may begin. */
  public void checkGoing() throws RunCancelledException {
    if (!going()) {
      throw new RunCancelledException();
    }
  }

  /** Lets time pass, in the thread that runs, but no more than the run has. */
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
        // Look whether the run still goes on.
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
