package io.stocktake.executor.control;

import java.io.Closeable;

/**
 * Bounds what is in flight by bytes and by count. One thread acquires, any thread gives back, so
 * that nobody who holds a lease waits for another's.
 */
public final class InFlightBudget {
  private static final long POLL_MILLIS = 100;

  private final int slots;
  private final int slack;
  private final long bytes;
  private final RunControl halt;
  private int slotsUsed;
  private long bytesUsed;

  /** A budget of items and of bytes; waiting for it ends when the run does. */
  public InFlightBudget(int slots, long bytes, RunControl halt) {
    this.slots = slots;
    this.slack = Math.max(1, slots / 8);
    this.bytes = bytes;
    this.halt = halt;
  }

  /** A share of the budget, given back once. */
  public final class Permit implements Closeable {
    private final long held;
    private boolean open = true;

    private Permit(long held) {
      this.held = held;
    }

    @Override
    public void close() {
      synchronized (InFlightBudget.this) {
        if (open) {
          open = false;
          slotsUsed--;
          bytesUsed -= held;
          if (slotsUsed <= slots - slack) {
            InFlightBudget.this.notifyAll();
          }
        }
      }
    }
  }

  /**
   * Waits until one more item and its bytes fit.
   *
   * @throws RunCancelledException if the run stops meanwhile
   */
  public synchronized Permit acquire(long wanted) throws RunCancelledException {
    if (wanted > bytes) {
      throw new IllegalArgumentException(wanted + " bytes do not fit into a budget of " + bytes);
    }
    halt.checkGoing();
    if (slotsUsed >= slots || bytesUsed > bytes - wanted) {
      awaitRoom(wanted);
    }
    slotsUsed++;
    bytesUsed += wanted;
    return new Permit(wanted);
  }

  /** Whoever has to wait is not woken for every single place. */
  private void awaitRoom(long wanted) throws RunCancelledException {
    do {
      pause();
      halt.checkGoing();
    } while (slotsUsed > slots - slack || bytesUsed > bytes - wanted);
  }

  /** Waits until nothing is in flight; once the run halts, no longer than its grace. */
  public synchronized void drain() {
    while (slotsUsed > 0 && !halt.graceOver()) {
      pause();
    }
  }

  /** Callers look again after each pause. */
  @SuppressWarnings("WaitNotInLoop")
  private void pause() {
    try {
      wait(POLL_MILLIS);
    } catch (InterruptedException e) {
      halt.interrupt();
    }
  }
}
