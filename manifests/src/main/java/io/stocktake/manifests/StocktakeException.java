package io.stocktake.manifests;

import java.io.IOException;

/**
 * An error that a user can act on: its message says what happened, to which file or object, and
 * what to do next. Shown as it is, without a stack trace.
 */
public final class StocktakeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What the caller should conclude, and with it the exit code of the command line. */
  public enum Kind {
    /** Network, disk, credentials, damaged input: fix the environment and run again. */
    ENVIRONMENT(1),
    /** The arguments do not go together: change the command. */
    USAGE(2),
    /** A safety rule says no; nothing was done. */
    REFUSED(4);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The process exit code for this kind. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  private StocktakeException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** The environment failed. */
  public static StocktakeException environment(String message) {
    return new StocktakeException(Kind.ENVIRONMENT, message, null);
  }

  /** The environment failed, with a cause. */
  public static StocktakeException environment(String message, Throwable cause) {
    return new StocktakeException(Kind.ENVIRONMENT, message, cause);
  }

  /** The command asks for something that makes no sense. */
  public static StocktakeException usage(String message) {
    return new StocktakeException(Kind.USAGE, message, null);
  }

  /** A safety rule forbids it. */
  public static StocktakeException refused(String message) {
    return new StocktakeException(Kind.REFUSED, message, null);
  }

  /** What the caller should conclude. */
  public Kind kind() {
    return kind;
  }
}
