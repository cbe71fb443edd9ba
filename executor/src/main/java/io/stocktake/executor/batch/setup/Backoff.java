package io.stocktake.executor.batch.setup;

import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import java.time.Duration;

/** Waits that double from the first poll to the longest, and end with the run. */
public final class Backoff {
  private final PollingPolicy patience;
  private final RunControl halt;
  private Duration next;
  private Duration waited = Duration.ZERO;

  public Backoff(PollingPolicy patience, RunControl halt) {
    this.patience = patience;
    this.halt = halt;
    this.next = patience.firstPoll();
  }

  /** Waits once more. */
  public void pause() throws RunCancelledException {
    halt.pause(next);
    halt.checkGoing();
    waited = waited.plus(next);
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(patience.longestPoll()) > 0 ? patience.longestPoll() : doubled;
  }

  /** All waits so far. */
  public Duration waited() {
    return waited;
  }

  /** Something happened: the next wait is short again. */
  public void reset() {
    next = patience.firstPoll();
  }
}
