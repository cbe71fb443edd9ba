package io.stocktake.cli.commands;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How a command speaks. */
final class OutputOptions {
  @Option(names = "--json", description = "Print JSON, and nothing else, to standard output.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  boolean quiet;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read options from a properties file: option-name = value.")
  Path config;
}
