package io.stocktake.cli;

import io.stocktake.cli.parse.InvalidOptionsException;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Hints;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.SystemErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Maps failures to a sentence and an exit code; never prints a stack trace. */
final class Failures {
  private Failures() {}

  static ExitCode usage(Screen screen, ParameterException e) {
    return usage(screen, e.getCommandLine(), e.getMessage());
  }

  private static ExitCode usage(Screen screen, CommandLine command, String sentence) {
    screen.error(sentence);
    screen.note("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  /** Tells why a command failed. */
  static ExitCode report(Screen screen, CommandLine command, Throwable failure) {
    return failure instanceof InvalidOptionsException
        ? usage(screen, command, failure.getMessage())
        : report(screen, failure);
  }

  static ExitCode report(Screen screen, Throwable failure) {
    if (isOutOfMemory(failure)) {
      screen.error(
          "the heap of "
              + NumberFormat.bytes(Runtime.getRuntime().maxMemory())
              + " is too small: planning takes some 60 bytes for each object of the inventory;"
              + " run again with, for instance, JAVA_OPTS=-Xmx8g");
      return ExitCode.ENVIRONMENT;
    }
    Throwable cause = unwrap(failure);
    if (cause instanceof StocktakeException e) {
      screen.error(Hints.sentence(e));
      return ExitCode.of(e.kind());
    }
    if (cause instanceof InterruptedException) {
      screen.error("interrupted");
      return ExitCode.INTERRUPTED;
    }
    if (cause instanceof IOException e) {
      screen.error(Hints.sentence(e, inWords(e)));
      return ExitCode.ENVIRONMENT;
    }
    screen.error(
        "this should not have happened: "
            + cause
            + "; please report it with the output of the same command under STOCKTAKE_DEBUG=1");
    if (System.getenv("STOCKTAKE_DEBUG") != null) {
      failure.printStackTrace(System.err);
    }
    return ExitCode.ENVIRONMENT;
  }

  private static boolean isOutOfMemory(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private static Throwable unwrap(Throwable failure) {
    return failure instanceof UncheckedIOException e ? e.getCause() : failure;
  }

  private static String inWords(IOException e) {
    String sentence = SystemErrors.sentence(e);
    return sentence.contains("No space left on device")
        ? sentence + "; free some room and run the same command again"
        : sentence;
  }
}
