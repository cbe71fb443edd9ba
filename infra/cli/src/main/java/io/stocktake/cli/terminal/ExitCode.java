package io.stocktake.cli.terminal;

/** Exit codes of commands that ended; those of failures are with what failed. */
public final class ExitCode {
  /** All that was asked for was looked at and done, and something was. */
  public static final int DONE = 0;

  /** The command ended, but not all that was asked for was looked at or done. */
  public static final int INCOMPLETE = 3;

  /** The two sides, or a report and what it tells of, differ. */
  public static final int DIFFERENCES = 5;

  /** A signal stopped the command. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
