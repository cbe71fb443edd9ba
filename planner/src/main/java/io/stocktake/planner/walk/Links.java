package io.stocktake.planner.walk;

import io.stocktake.manifests.plan.Spelled;

/** What to do with symbolic links. */
public enum Links implements Spelled {
  /** List them as skipped; their keys are left alone. */
  SKIP("skip"),
  /** Take the target's place, as long as it lies within the source. */
  FOLLOW("follow"),
  /** Be files themselves, as {@link io.stocktake.manifests.StoredLink} says. */
  STORE("store");

  private final String code;

  Links(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  /** As it is typed. */
  @Override
  public String toString() {
    return code;
  }
}
