package io.stocktake.cli.options.plan;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.ReadOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of reading files: which, how fast, and the list of duplicates. */
final class ReadingOptions {
  @Option(
      names = "--size-only",
      description = {
        "Compare by size only: fast, but changes that keep the size are not noticed, and nothing"
            + " is proven."
      })
  private boolean sizeOnly;

  @Option(
      names = "--copy-duplicates",
      description = {
        "Copy a new file on the server if an object that stays as it is has its content, and the"
            + " same ending of its name; tags come with it. Every new file that has the size of"
            + " some object is read, and read again if it must be uploaded."
      })
  private boolean copyDuplicates;

  @Option(
      names = "--duplicates",
      paramLabel = "FILE",
      description = {
        "List files of SOURCE that have the same content in this CSV file, which must not exist"
            + " yet. Only contents that were read for this plan or are remembered count; no file"
            + " is read for it. Empty files are not listed."
      })
  private Path duplicates;

  @Mixin private RereadOptions reread;

  /**
   * Refuses what does not go together.
   *
   * @param known whether any file's content may be known without reading it
   */
  void check(boolean known) throws StocktakeException {
    if (sizeOnly && (copyDuplicates || reread.rehashes())) {
      throw StocktakeException.usage(
          "--size-only reads nothing; leave it out, or --copy-duplicates and --rehash");
    }
    reread.check(known);
  }

  /** What was asked for. */
  ReadOptions reading() {
    return reread.reading(sizeOnly, copyDuplicates, Optional.ofNullable(duplicates));
  }

  /** Says what a list of duplicates lacks. */
  void note(Screen screen, PlanProgress progress) {
    if (duplicates != null) {
      screen.note(
          NumberFormat.count(progress.unknown(), "file")
              + " could not be compared with the others: the content is not known without"
              + " reading");
    }
  }
}
