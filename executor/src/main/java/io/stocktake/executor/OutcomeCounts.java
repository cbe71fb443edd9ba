package io.stocktake.executor;

import java.util.EnumMap;
import java.util.Map;

/** Rows and bytes by outcome, counted by any number of threads. */
public final class OutcomeCounts {
  /** Rows with one outcome, and the bytes of their files or objects. */
  public record Count(long rows, long bytes) {
    static final Count ZERO = new Count(0, 0);

    private Count plus(long moreBytes) {
      return new Count(rows + 1, bytes + moreBytes);
    }
  }

  private final Map<Outcome, Count> counts = new EnumMap<>(Outcome.class);

  /** All counts are zero. */
  public OutcomeCounts() {
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, Count.ZERO);
    }
  }

  /** Counts one row. */
  public synchronized void add(Outcome outcome, long bytes) {
    counts.put(outcome, counts.get(outcome).plus(bytes));
  }

  /** Adds other counts. */
  public synchronized void add(Outcome outcome, Count more) {
    Count so = counts.get(outcome);
    counts.put(outcome, new Count(so.rows() + more.rows(), so.bytes() + more.bytes()));
  }

  /** What was counted so far; every outcome has an entry. */
  public synchronized Map<Outcome, Count> counts() {
    return new EnumMap<>(counts);
  }

  /** Rows with this outcome. */
  public synchronized long rows(Outcome outcome) {
    return counts.get(outcome).rows();
  }

  /** Rows with any outcome. */
  public synchronized long rows() {
    return counts.values().stream().mapToLong(Count::rows).sum();
  }
}
