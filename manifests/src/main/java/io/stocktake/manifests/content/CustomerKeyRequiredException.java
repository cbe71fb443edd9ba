package io.stocktake.manifests.content;

import io.stocktake.manifests.CodedFailure;
import io.stocktake.manifests.FailureCode;
import java.io.IOException;
import java.util.Optional;

/** The object is encrypted with a customer key (SSE-C), and HEAD needs that key. */
public final class CustomerKeyRequiredException extends IOException implements CodedFailure {
  private static final long serialVersionUID = 1L;

  /**
   * An object that did not open.
   *
   * @param tried whether keys were tried
   */
  public CustomerKeyRequiredException(boolean tried) {
    super(
        tried
            ? "none of the customer keys that were given opens the object"
            : "the store answers 400, as it does where an object is under a customer's key (SSE-C)");
  }

  @Override
  public Optional<FailureCode> code() {
    return Optional.of(FailureCode.CUSTOMER_KEY_REQUIRED);
  }
}
