package io.stocktake.planner.restore.resolve;

import io.stocktake.manifests.CodedEnum;

/** What becomes of files that the target has already. What is the same is never fetched. */
public enum ExistingPolicy implements CodedEnum {
  /** They are left alone, whatever they hold. */
  SKIP("skip"),
  /** What differs is fetched; what cannot be compared is left alone, and listed. */
  CHANGED("changed"),
  /** What differs or cannot be compared is fetched if the object is newer than the file. */
  NEWER("newer"),
  /** What differs or cannot be compared is fetched. */
  OVERWRITE("overwrite"),
  /** Nothing is planned if any file differs or cannot be compared. */
  REFUSE("refuse");

  private final String code;

  ExistingPolicy(String code) {
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
