package io.stocktake.cli.options.plan;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.ReadOptions;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How much of the files is read, how fast, and what is told of it. */
final class ReadingOptions {
  @Option(
      names = "--size-only",
      description = {
        "A file of its object's size counts as the same, unread: fast, blind for changes that keep"
            + " the size, and no proof."
      })
  private boolean sizeOnly;

  @Option(
      names = "--copy-duplicates",
      description = {
        "Copy a new file on the server if an object that stays as it is has its content, and the"
            + " same ending of its name; tags come with it. Costs reading every new file that has"
            + " the size of some object, a second time if it must be uploaded all the same."
      })
  private boolean copyDuplicates;

  @Option(
      names = "--duplicates",
      paramLabel = "FILE",
      description = {
        "List the files of SOURCE that have the same content in this CSV file, which must not exist"
            + " yet: as far as their contents were read for this plan, or are remembered; no file is"
            + " read for it. Not of empty files."
      })
  private Path duplicates;

  @Mixin private RereadOptions pace;

  /**
   * Refuses what does not go together.
   *
   * @param known whether any file's content may be known without reading it
   */
  void check(boolean known) throws StocktakeException {
    if (sizeOnly && (copyDuplicates || pace.rehashes())) {
      throw StocktakeException.usage(
          "--size-only reads nothing; leave it out, or --copy-duplicates and --rehash");
    }
    pace.check(known);
  }

  /** What was asked for. */
  ReadOptions reading() {
    ReadOptions paced = pace.reading().withCopyDuplicates(copyDuplicates).withSizeOnly(sizeOnly);
    return duplicates == null ? paced : paced.withDuplicates(duplicates);
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
