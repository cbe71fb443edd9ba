package io.stocktake.planner.reconcile;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.plan.TagSet;

/** What becomes of objects without a file. */
public enum OrphanPolicy implements CodedEnum {
  /** They are counted. */
  LEAVE("leave"),
  /** They are listed, and nothing is done to them; no file counts as moved. */
  LIST("list"),
  /** They are deleted. */
  DELETE("delete"),
  /** They are tagged with {@link TagSet#EXPIRE}, for a lifecycle rule to expire. */
  EXPIRE("expire");

  private final String code;

  OrphanPolicy(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
