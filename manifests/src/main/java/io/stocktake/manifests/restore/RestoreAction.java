package io.stocktake.manifests.restore;

import io.stocktake.manifests.CodedEnum;

/** What a row of a restore plan does to one path of the target. */
public enum RestoreAction implements CodedEnum {
  /** Make a directory, also an empty one. */
  MAKE_DIRECTORY("make-directory"),
  /** Fetch an object into a file. */
  FETCH("fetch"),
  /** Make a symbolic link whose target is the object's content. */
  LINK("link"),
  /** Remove a file that no object accounts for. */
  REMOVE("remove"),
  /** Nothing: the row tells what was found. */
  NONE("none");

  private final String code;

  RestoreAction(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
