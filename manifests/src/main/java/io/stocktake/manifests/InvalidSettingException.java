package io.stocktake.manifests;

import java.util.Optional;

/** An argument that cannot be, or does not go with another; its message is a sentence. */
public final class InvalidSettingException extends IllegalArgumentException
    implements CodedFailure {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  /** An argument that is refused. */
  public InvalidSettingException(FailureCode code, String message) {
    super(message);
    this.code = code;
  }

  @Override
  public Optional<FailureCode> code() {
    return Optional.of(code);
  }
}
