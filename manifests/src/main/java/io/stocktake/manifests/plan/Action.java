package io.stocktake.manifests.plan;

/** What a plan asks of the executor. */
public enum Action implements Spelled {
  /** Write the local file to the key. */
  UPLOAD,
  /** Remove the object. */
  DELETE,
  /** Nothing; the row is there to be seen. */
  NONE
}
