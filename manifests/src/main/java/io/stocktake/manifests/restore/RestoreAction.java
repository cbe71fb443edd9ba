package io.stocktake.manifests.restore;

import io.stocktake.manifests.CodedEnum;

/** What a row of a restore plan does to one path of the target. */
public enum RestoreAction implements CodedEnum {
  /** Make a directory, also an empty one. */
  MAKE_DIRECTORY("make-directory"),
  /** Fetch an object into a file. */
  FETCH("fetch"),
  /** Give a file that has the right content its attributes. */
  SET_ATTRIBUTES("set-attributes"),
  /** Give a file that is restored, or there already, another name. */
  HARD_LINK("hard-link"),
  /** Make a symbolic link whose target is the object's content, or known from a snapshot. */
  LINK("link"),
  /** Remove a file or link that no object accounts for. */
  REMOVE("remove"),
  /** Remove a directory that the snapshot does not know, if it is empty by then. */
  REMOVE_DIRECTORY("remove-directory"),
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
