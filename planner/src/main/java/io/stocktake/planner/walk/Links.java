package io.stocktake.planner.walk;

/** What to do with symbolic links. */
public enum Links {
  /** List them as skipped; their keys are left alone. */
  SKIP,
  /** Take the target's place, as long as it lies within the source. */
  FOLLOW,
  /** Be files themselves, as {@link io.stocktake.manifests.StoredLink} says. */
  STORE
}
