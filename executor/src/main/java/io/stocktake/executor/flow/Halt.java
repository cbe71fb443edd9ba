package io.stocktake.executor.flow;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether a run goes on. Stopped, it begins nothing more but lets finish what is in flight; failed
 * or closed, it sends no request any more. An interrupt of the thread that runs is a stop.
 */
public final class Halt {
  private static final long POLL_MILLIS = 100;

  private final Duration grace;
  private boolean stopped;
  private boolean interrupted;
  private boolean closed;
  private long haltedAt;
  private Throwable failure;

  public Halt(Duration grace) {
    this.grace = grace;
  }

  public synchronized void stop() {
    halting();
    stopped = true;
  }

  public synchronized void interrupt() {
    stop();
    interrupted = true;
  }

  /** The first failure is the one that is told. */
  public synchronized void fail(Throwable cause) {
    halting();
    failure = failure == null ? cause : failure;
  }

  public synchronized void close() {
    halting();
    closed = true;
  }

  public synchronized boolean stopped() {
    return stopped;
  }

  public synchronized boolean interrupted() {
    return interrupted;
  }

  public synchronized Throwable failure() {
    return failure;
  }

  public synchronized boolean going() {
    return !stopped && !closed && failure == null;
  }

  public synchronized boolean maySend() {
    return !closed && failure == null;
  }

  /** Whether what is in flight has had its time. */
  public synchronized boolean graceOver() {
    return !going() && System.nanoTime() - haltedAt > grace.toNanos();
  }

  public void checkGoing() throws HaltedException {
    if (!going()) {
      throw new HaltedException();
    }
  }

  /**
   * Waits for an answer, in the thread that runs.
   *
   * @throws HaltedException if the run ends and the answer does not come in its grace
   */
  public <T> T await(CompletableFuture<T> future) throws ExecutionException, HaltedException {
    while (!graceOver()) {
      try {
        return future.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Look whether the run still goes on.
      } catch (InterruptedException e) {
        interrupt();
      }
    }
    throw new HaltedException();
  }

  private void halting() {
    if (going()) {
      haltedAt = System.nanoTime();
    }
  }
}
