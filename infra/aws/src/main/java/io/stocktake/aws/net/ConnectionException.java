package io.stocktake.aws.net;

import java.util.Optional;

/**
 * A permanent connection failure: a certificate that is not trusted, a proxy that refuses. The
 * message is a sentence. It is no IOException, since those are retried.
 */
public final class ConnectionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConnectionException(String message) {
    super(message);
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
