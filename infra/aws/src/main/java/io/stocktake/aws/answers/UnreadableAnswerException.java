package io.stocktake.aws.answers;

import java.util.Optional;

/** A response with a success status that is not the expected one. The message is a sentence. */
public final class UnreadableAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean empty;

  /**
   * An answer that lacks something.
   *
   * @param empty whether it lacks everything
   */
  UnreadableAnswerException(String message, boolean empty) {
    super(message);
    this.empty = empty;
  }

  /** Whether the body was of no bytes. */
  public boolean isEmpty() {
    return empty;
  }

  /** The exception that is at the root of a failure, if that is one of these. */
  public static Optional<UnreadableAnswerException> of(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof UnreadableAnswerException)) {
      cause = cause.getCause();
    }
    return Optional.ofNullable((UnreadableAnswerException) cause);
  }
}
