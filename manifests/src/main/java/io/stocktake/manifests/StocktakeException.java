package io.stocktake.manifests;

import java.io.IOException;
import java.util.Optional;

/**
 * An error that a user can act on: its message says what happened, to which file or object, and
 * what to do next. Shown without a stack trace. Where a setting of the caller would help, the error
 * has a code, and the caller adds the sentence with the setting's name.
 */
public final class StocktakeException extends IOException implements CodedFailure {
  private static final long serialVersionUID = 1L;

  /** What the caller should conclude. */
  public enum Kind {
    /** Network, disk, credentials, damaged input: fix the environment and run again. */
    ENVIRONMENT,
    /** The arguments do not go together: change the command. */
    USAGE,
    /** A safety rule says no; nothing was done. */
    REFUSED
  }

  private final Kind kind;
  private final FailureCode code;

  private StocktakeException(Kind kind, FailureCode code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
  }

  /** The environment failed. */
  public static StocktakeException environment(String message) {
    return new StocktakeException(Kind.ENVIRONMENT, null, message, null);
  }

  /** The environment failed, with a cause. */
  public static StocktakeException environment(String message, Throwable cause) {
    return new StocktakeException(Kind.ENVIRONMENT, null, message, cause);
  }

  /** The environment failed, with a cause, and a setting would help. */
  public static StocktakeException environment(FailureCode code, String message, Throwable cause) {
    return new StocktakeException(Kind.ENVIRONMENT, code, message, cause);
  }

  /** The command asks for something that makes no sense. */
  public static StocktakeException usage(String message) {
    return new StocktakeException(Kind.USAGE, null, message, null);
  }

  /** The command asks for something that makes no sense, and a setting would help. */
  public static StocktakeException usage(FailureCode code, String message) {
    return new StocktakeException(Kind.USAGE, code, message, null);
  }

  /** A safety rule forbids it. */
  public static StocktakeException refused(String message) {
    return new StocktakeException(Kind.REFUSED, null, message, null);
  }

  /** A safety rule forbids it, and a setting decides. */
  public static StocktakeException refused(FailureCode code, String message) {
    return new StocktakeException(Kind.REFUSED, code, message, null);
  }

  @Override
  public Optional<FailureCode> code() {
    return Optional.ofNullable(code);
  }

  /** What the caller should conclude. */
  public Kind kind() {
    return kind;
  }
}
