package io.stocktake.executor.control.throttle;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Adaptive limit of concurrent requests: raised as long as throughput grows, lowered when it does
 * not, halved when the store asks to slow down. After a while it probes again, since networks and
 * stores change.
 *
 * <p>Additive steps would take minutes to fill a fast network, so steps are by a factor; halving
 * when told to is what TCP does (RFC 5681).
 */
final class AdaptiveConcurrency {
  private static final int LEAST = 4;
  private static final int FIRST = 24;
  private static final double STEP = 1.4;
  private static final double WORTHWHILE = 1.04;

  /** What a request is worth beside its bytes. */
  private static final long BYTES_PER_REQUEST = 128 * 1024;

  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(500);

  /** Periods of rest before the next trial. */
  private static final int REST = 20;

  private final int most;
  private final LongSupplier nanos;
  private int limit;
  private int before;
  private double rateBefore;
  private int resting;
  private long periodBegan;
  private long done;
  private long answers;
  private boolean busy;

  /** Finds a number of at most {@code most}, by a clock of nanoseconds. */
  AdaptiveConcurrency(int most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
    this.limit = Math.min(most, FIRST);
    this.before = limit;
    this.periodBegan = nanos.getAsLong();
  }

  /** How much may be in flight now. */
  synchronized int limit() {
    return limit;
  }

  /** A request with a body of so many bytes was answered. */
  synchronized void answered(long bytes) {
    done += bytes + BYTES_PER_REQUEST;
    answers++;
    turn();
  }

  /** The store asked to slow down. */
  synchronized void busy() {
    busy = true;
    turn();
  }

  private void turn() {
    long now = nanos.getAsLong();
    long time = now - periodBegan;
    // A period must have used each permit once, or it says nothing about this limit.
    if (time < PERIOD || (answers < limit && !busy)) {
      return;
    }
    double rate = (double) done / time;
    if (busy) {
      go(Math.max(Math.min(LEAST, most), limit / 2), rate, REST);
    } else if (resting > 0) {
      resting--;
    } else if (limit > before && rate < rateBefore * WORTHWHILE) {
      go(before, rate, REST);
    } else {
      go(Math.min(most, (int) Math.ceil(limit * STEP)), rate, 0);
    }
    periodBegan = now;
    done = 0;
    answers = 0;
    busy = false;
  }

  private void go(int next, double rate, int rest) {
    before = Math.min(limit, next);
    rateBefore = rate;
    limit = next;
    resting = rest;
  }
}
