package io.stocktake.cli.demo;

import java.util.Map;

/** Runs a command of this program, in this process. */
@FunctionalInterface
public interface CommandRunner {
  /**
   * Runs the program.
   *
   * @param environment variables it sees besides its own
   * @param arguments its arguments
   * @return its exit code
   */
  int run(Map<String, String> environment, String... arguments);
}
