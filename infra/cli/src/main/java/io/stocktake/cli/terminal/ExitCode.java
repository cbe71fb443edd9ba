package io.stocktake.cli.terminal;

import io.stocktake.manifests.StocktakeException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** All exit codes of the program, and what each says. */
public enum ExitCode {
  /** Everything that was asked for was compared and done. */
  DONE(0, "everything was compared and done"),
  /** Network, disk, credentials, damaged input, or a defect of the program. */
  ENVIRONMENT(1, "environment or internal failure"),
  /** The arguments are wrong, or do not go together. */
  USAGE(2, "wrong usage"),
  /** The command ended, but not everything that was asked for was compared or done. */
  INCOMPLETE(3, "finished, but some items were not compared or not done"),
  /** A safety rule says no; nothing was done. */
  REFUSED(4, "refused by a safety rule"),
  /** The two sides, or a report and what it tells of, differ; or no snapshot has a path. */
  DIFFERENCES(
      5,
      "differences found (plan --exit-code, verify, restore-verify, report), or no entry found"
          + " (snapshots find)"),
  /** A signal stopped the command. */
  INTERRUPTED(130, "interrupted");

  private final int code;
  private final String sentence;

  ExitCode(int code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /** What the process ends with. */
  public int code() {
    return code;
  }

  /** That of a command that ended, by whether all that was asked for was done. */
  public static ExitCode doneIf(boolean all) {
    return all ? DONE : INCOMPLETE;
  }

  /** The exit code of a failure of this kind. */
  public static ExitCode of(StocktakeException.Kind kind) {
    return switch (kind) {
      case ENVIRONMENT -> ENVIRONMENT;
      case USAGE -> USAGE;
      case REFUSED -> REFUSED;
    };
  }

  /** All of them in one sentence, as help and README have it. */
  public static String table() {
    return Arrays.stream(values())
        .map(exit -> exit.code + " " + exit.sentence)
        .collect(Collectors.joining("; ", "Exit codes: ", "."));
  }
}
