package io.stocktake.cli.terminal;

/** Exit codes of commands that ended; those of failures are with what failed. */
public final class ExitCode {
  /** Everything that was asked for was compared and done. */
  public static final int DONE = 0;

  /** The command ended, but not everything that was asked for was compared or done. */
  public static final int INCOMPLETE = 3;

  /** The two sides, or a report and what it tells of, differ. */
  public static final int DIFFERENCES = 5;

  /** A signal stopped the command. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
