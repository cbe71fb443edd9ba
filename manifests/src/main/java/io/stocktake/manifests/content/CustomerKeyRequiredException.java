package io.stocktake.manifests.content;

import java.io.IOException;

/** The object is encrypted with a customer key (SSE-C), and HEAD needs that key. */
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
