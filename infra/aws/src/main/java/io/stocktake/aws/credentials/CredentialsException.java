package io.stocktake.aws.credentials;

import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;

/** There are no credentials to sign a request with. The message is a sentence that says why. */
public final class CredentialsException extends SdkClientException {
  private static final long serialVersionUID = 1L;

  public CredentialsException(String message, Throwable cause) {
    super(builder().message(message).cause(cause));
  }

  /** The exception in the causes of a failure, if there is one of these. */
  public static Optional<CredentialsException> of(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof CredentialsException)) {
      cause = cause.getCause();
    }
    return Optional.ofNullable((CredentialsException) cause);
  }
}
