package io.stocktake.manifests.content;

import java.io.IOException;

/** An object says nothing of itself without a key that its owner keeps (SSE-C). */
public final class CustomerKeyRequiredException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * An object that did not open.
   *
   * @param tried whether keys were tried
   */
  public CustomerKeyRequiredException(boolean tried) {
    super(
        tried
            ? "none of the keys of --sse-c-key opens the object"
            : "the store answers 400, as it does where an object is under a customer's key (SSE-C):"
                + " give that by --sse-c-key");
  }
}
