package io.stocktake.cli.options;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How a command speaks. */
public final class OutputOptions {
  @Option(names = "--json", description = "Print JSON, and nothing else, to standard output.")
  public boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  public boolean quiet;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read options from a properties file: option-name = value.")
  public Path config;
}
