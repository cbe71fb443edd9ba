package io.stocktake.planner.compare.output;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.join.BloomFilter;

/**
 * Keys that a plan has a row of, other than one that adds tags to an object that is the same. Kept
 * as a filter, so that a key may seem to be one of them; from {@link #watch} on, by any threads.
 */
public final class PlannedKeyFilter {
  private volatile BloomFilter keys;

  /** Begins, for about so many keys. */
  public void watch(long expected) {
    keys = new BloomFilter(expected);
  }

  void note(PlanRow row) {
    BloomFilter known = keys;
    if (known != null && row.reason() != Reason.SAME) {
      known.add(number(row.key()));
    }
  }

  /** Whether a key may be one; to be asked only if they were watched. */
  public boolean mayHold(ObjectKey key) {
    return keys.mayHold(number(key));
  }

  /** As {@link String#hashCode}, in 64 bits. */
  private static long number(ObjectKey key) {
    return key.value().chars().asLongStream().reduce(7, (hash, c) -> hash * 1_000_003 + c);
  }
}
