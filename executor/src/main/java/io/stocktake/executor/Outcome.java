package io.stocktake.executor;

import io.stocktake.manifests.plan.Spelled;

/** What execution says of one row of a plan. */
public enum Outcome implements Spelled {
  /** The write happened and the store's answer agrees with the bytes sent. */
  DONE(true),
  /** The key was already in the state the plan asks for. */
  ALREADY_DONE(true),
  /** File or object is no longer the one the plan saw; nothing was written. */
  DRIFTED(true),
  /** Nothing was written; the next run tries again. */
  FAILED(false),
  /** The answer was lost; the next run asks before it acts. */
  UNKNOWN(false),
  /** Not tried, because of what happened before it. */
  SKIPPED(false);

  private final boolean settled;

  Outcome(boolean settled) {
    this.settled = settled;
  }

  /** Whether the next run of the same plan leaves this row alone. */
  public boolean settled() {
    return settled;
  }
}
