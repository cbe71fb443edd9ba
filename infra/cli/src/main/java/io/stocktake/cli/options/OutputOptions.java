package io.stocktake.cli.options;

import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import java.io.IOException;
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

  /**
   * Shows a result in the form that was asked for.
   *
   * @param text prints it for people
   */
  public <V> void show(Screen screen, V view, TextRenderer<? super V> text) throws IOException {
    if (json) {
      screen.json(view);
    } else {
      text.print(view);
    }
  }
}
