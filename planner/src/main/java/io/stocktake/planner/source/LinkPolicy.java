package io.stocktake.planner.source;

import io.stocktake.manifests.CodedEnum;

/** What to do with symbolic links. */
public enum LinkPolicy implements CodedEnum {
  /** List them as skipped; their keys are left alone. */
  SKIP("skip"),
  /** Follow the link, as long as its target is within the source. */
  FOLLOW("follow"),
  /** Be files themselves, as {@link io.stocktake.manifests.StoredLink} says. */
  STORE("store");

  private final String code;

  LinkPolicy(String code) {
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
