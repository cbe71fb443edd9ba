package io.stocktake.cli.commands;

/** Exit codes of commands that ended; those of failures are with what failed. */
final class ExitCode {
  /** All that was asked for was looked at and done, and something was. */
  static final int DONE = 0;

  /** The command ended, but not all that was asked for was looked at or done. */
  static final int INCOMPLETE = 3;

  /** The two sides, or a report and what it tells of, differ. */
  static final int DIFFERENCES = 5;

  /** A signal stopped the command. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
