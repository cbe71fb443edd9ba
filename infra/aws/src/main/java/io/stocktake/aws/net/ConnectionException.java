package io.stocktake.aws.net;

import io.stocktake.manifests.CodedFailure;
import io.stocktake.manifests.FailureCode;
import java.util.Optional;

/**
 * A permanent connection failure: a certificate that is not trusted, a proxy that refuses. The
 * message is a sentence. It is no IOException, since those are retried.
 */
public final class ConnectionException extends RuntimeException implements CodedFailure {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  ConnectionException(String message) {
    this(Optional.empty(), message);
  }

  ConnectionException(Optional<FailureCode> code, String message) {
    super(message);
    this.code = code.orElse(null);
  }

  @Override
  public Optional<FailureCode> code() {
    return Optional.ofNullable(code);
  }

  /** The exception that is at the root of a failure, if that is one of these. */
  public static Optional<ConnectionException> of(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof ConnectionException)) {
      cause = cause.getCause();
    }
    return Optional.ofNullable((ConnectionException) cause);
  }
}
