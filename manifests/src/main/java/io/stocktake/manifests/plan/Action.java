package io.stocktake.manifests.plan;

/** What a plan asks of the executor. */
public enum Action implements Spelled {
  /** Write the local file to the key. */
  UPLOAD,
  /** Write another object's content to the key, on the server. */
  COPY,
  /** Make these all the tags the object has. */
  TAG,
  /** Give the object these tags and leave its others. */
  ADD_TAGS,
  /** Give the object the plan's properties, and these tags, and leave its content. */
  SET_PROPERTIES,
  /** Remove the object. */
  DELETE,
  /** Nothing; the row is there to be seen. */
  NONE
}
