package io.stocktake.cli.options;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.request.Resources;
import io.stocktake.planner.source.LinkPolicy;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options of walking the source of a state. */
public final class StateWalkOptions {
  @Option(
      names = "--links",
      paramLabel = "skip|follow",
      defaultValue = "skip",
      description = "What symbolic links stood for in the plans of this state (default: skip).")
  private LinkPolicy links;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Directories read at a time (default: twice the cores).")
  private Integer threads;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read options from a properties file: option-name = value.")
  Path config;

  /** What a stored link has is no MD5 of a file. */
  public LinkPolicy links() throws StocktakeException {
    if (links == LinkPolicy.STORE) {
      throw StocktakeException.usage(
          "md5sum knows no stored links: --links must be skip or follow here");
    }
    return links;
  }

  /** Directories read at a time. */
  public int threads() throws StocktakeException {
    int count = threads == null ? Resources.defaults().threads() : threads;
    if (count < 1 || count > 1024) {
      throw StocktakeException.usage("threads must be 1 to 1024, not " + count);
    }
    return count;
  }
}
