package io.stocktake.planner.reconcile;

import io.stocktake.manifests.CodedEnum;

/** What becomes of a file whose content cannot be compared with its object's. */
public enum UndecidedPolicy implements CodedEnum {
  /** It is listed for a person to decide. */
  REPORT("report"),
  /** It is uploaded over the object, guarded by the object's ETag. */
  UPLOAD("upload");

  private final String code;

  UndecidedPolicy(String code) {
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
