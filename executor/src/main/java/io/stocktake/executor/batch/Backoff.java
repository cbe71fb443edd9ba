package io.stocktake.executor.batch;

import io.stocktake.executor.flow.Halt;
import io.stocktake.executor.flow.HaltedException;
import java.time.Duration;

/** Waits that double from the first poll to the longest, and end with the run. */
final class Backoff {
  private final Patience patience;
  private final Halt halt;
  private Duration next;
  private Duration waited = Duration.ZERO;

  Backoff(Patience patience, Halt halt) {
    this.patience = patience;
    this.halt = halt;
    this.next = patience.firstPoll();
  }

  /** Waits once more. */
  void pause() throws HaltedException {
    halt.pause(next);
    halt.checkGoing();
    waited = waited.plus(next);
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(patience.longestPoll()) > 0 ? patience.longestPoll() : doubled;
  }

  /** All waits so far. */
  Duration waited() {
    return waited;
  }

  /** Something happened: the next wait is short again. */
  void reset() {
    next = patience.firstPoll();
  }
}
