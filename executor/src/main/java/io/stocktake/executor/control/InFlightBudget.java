package io.stocktake.executor.control;

import java.io.Closeable;

/**
 * Budget of what is in flight, by bytes and by count. One thread acquires, any thread releases, so
 * that no holder of a permit waits for another.
 */
public final class InFlightBudget {
  private static final long POLL_MILLIS = 100;

  private final int slots;
  private final int slack;
  private final long bytes;
  private final RunControl control;
  private int slotsUsed;
  private long bytesUsed;

  /** A budget of items and of bytes; waiting for it ends when the run does. */
  public InFlightBudget(int slots, long bytes, RunControl control) {
    this.slots = slots;
    this.slack = Math.max(1, slots / 8);
    this.bytes = bytes;
    this.control = control;
  }

  /** A share of the budget; closing releases it, once. */
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
    control.checkGoing();
    if (slotsUsed >= slots || bytesUsed > bytes - wanted) {
      awaitRoom(wanted);
    }
    slotsUsed++;
    bytesUsed += wanted;
    return new Permit(wanted);
  }

  /** A waiting thread is not woken for every single slot. */
  private void awaitRoom(long wanted) throws RunCancelledException {
    do {
      pause();
      control.checkGoing();
    } while (slotsUsed > slots - slack || bytesUsed > bytes - wanted);
  }

  /** Waits until nothing is in flight; once the run stops, no longer than its grace period. */
  public synchronized void drain() {
    while (slotsUsed > 0 && !control.graceOver()) {
      pause();
    }
  }

  /** Callers check again after each pause. */
  @SuppressWarnings("WaitNotInLoop")
  private void pause() {
    try {
      wait(POLL_MILLIS);
    } catch (InterruptedException e) {
      control.interrupt();
    }
  }
}
