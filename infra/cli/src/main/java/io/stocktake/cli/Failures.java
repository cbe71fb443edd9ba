package io.stocktake.cli;

import io.stocktake.cli.screen.Screen;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Turns what went wrong into a sentence and an exit code; never into a stack trace. */
final class Failures {
  static final int ENVIRONMENT = StocktakeException.Kind.ENVIRONMENT.exitCode();
  static final int USAGE = StocktakeException.Kind.USAGE.exitCode();
  static final int INTERRUPTED = 130;

  private Failures() {}

  static int usage(Screen screen, ParameterException e) {
    CommandLine command = e.getCommandLine();
    screen.error(e.getMessage());
    screen.note("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return USAGE;
  }

  static int report(Screen screen, Exception failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof StocktakeException e) {
      screen.error(e.getMessage());
      return e.kind().exitCode();
    }
    if (cause instanceof InterruptedException) {
      screen.error("interrupted");
      return INTERRUPTED;
    }
    if (cause instanceof IOException e) {
      screen.error(inWords(e));
      return ENVIRONMENT;
    }
    screen.error(
        "this should not have happened: "
            + cause
            + "; please report it with the output of the same command under STOCKTAKE_DEBUG=1");
    if (System.getenv("STOCKTAKE_DEBUG") != null) {
      failure.printStackTrace(System.err);
    }
    return ENVIRONMENT;
  }

  private static Throwable unwrap(Throwable failure) {
    return failure instanceof UncheckedIOException e ? e.getCause() : failure;
  }

  private static String inWords(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return "no such file or directory: " + missing.getFile();
    }
    if (e instanceof AccessDeniedException denied) {
      return "permission denied: " + denied.getFile();
    }
    String message = e instanceof FileSystemException f ? f.getFile() + ": " + f.getReason() : "";
    String text = message.isEmpty() ? String.valueOf(e.getMessage()) : message;
    return text.contains("No space left on device")
        ? text + "; free some room and run the same command again"
        : text;
  }
}
