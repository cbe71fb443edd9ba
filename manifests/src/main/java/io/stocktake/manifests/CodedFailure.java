package io.stocktake.manifests;

import java.util.Optional;

/** A throwable that may have a {@link FailureCode}. */
public interface CodedFailure {
  /** The code, if the caller can help. */
  Optional<FailureCode> code();
}
