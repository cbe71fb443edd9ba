package io.stocktake.manifests.plan;

import io.stocktake.manifests.CodedEnum;

/** What a plan asks of the executor. */
public enum Action implements CodedEnum {
  /** Write the local file to the key. */
  UPLOAD("upload"),
  /** Write another object's content to the key, on the server. */
  COPY("copy"),
  /** Make these all the tags the object has. */
  TAG("tag"),
  /** Give the object these tags and leave its others. */
  ADD_TAGS("add-tags"),
  /** Give the object the plan's properties, and these tags, and leave its content. */
  SET_PROPERTIES("set-properties"),
  /** Remove this version of the object for good, which is not the current one. */
  DELETE_VERSION("delete-version"),
  /** Remove the object. */
  DELETE("delete"),
  /** Nothing; the row is there to be seen. */
  NONE("none");

  private final String code;

  Action(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
