package io.stocktake.executor;

import io.stocktake.manifests.CodedEnum;

/** The outcome of one row of a plan. */
public enum Outcome implements CodedEnum {
  /** The write happened and the store's answer agrees with the bytes sent. */
  DONE("done", true),
  /** The key was already in the state the plan asks for. */
  ALREADY_DONE("already-done", true),
  /** File or object is no longer the one the plan saw; nothing was written. */
  DRIFTED("drifted", true),
  /** Nothing was written; the next run tries again. */
  FAILED("failed", false),
  /** The answer was lost; the next run sends a HEAD before it acts. */
  UNKNOWN("unknown", false),
  /** Not tried, because of what happened before it. */
  SKIPPED("skipped", false);

  private final String code;
  private final boolean settled;

  Outcome(String code, boolean settled) {
    this.code = code;
    this.settled = settled;
  }

  @Override
  public String code() {
    return code;
  }

  /** Whether the next run of the same plan leaves this row alone. */
  public boolean settled() {
    return settled;
  }
}
