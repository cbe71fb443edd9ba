package io.stocktake.executor.batch.setup;

import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import java.time.Duration;

/** Exponential backoff: waits double from the first poll to the longest, and end with the run. */
public final class Backoff {
  private final PollingPolicy polling;
  private final RunControl control;
  private Duration next;
  private Duration waited = Duration.ZERO;

  public Backoff(PollingPolicy polling, RunControl control) {
    this.polling = polling;
    this.control = control;
    this.next = polling.firstPoll();
  }

  /** Waits once more. */
  public void pause() throws RunCancelledException {
    control.pause(next);
    control.checkGoing();
    waited = waited.plus(next);
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(polling.longestPoll()) > 0 ? polling.longestPoll() : doubled;
  }

  /** All waits so far. */
  public Duration waited() {
    return waited;
  }

  /** Something happened: the next wait is short again. */
  public void reset() {
    next = polling.firstPoll();
  }
}
