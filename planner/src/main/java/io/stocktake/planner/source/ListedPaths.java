package io.stocktake.planner.source;

import io.stocktake.planner.source.lists.DelimitedRecord;
import io.stocktake.planner.source.lists.DelimitedRecords;
import io.stocktake.planner.source.lists.InputList;
import io.stocktake.planner.source.lists.PathSet;
import io.stocktake.planner.source.lists.RelativePath;
import java.io.IOException;

/**
 * Stats only the files that a list names. Directories are not walked: one that is listed is a
 * problem, as is a file that does not exist.
 */
public final class ListedPaths {
  private final WalkOptions walkOptions;
  private final FileSink sink;
  private final DelimitedRecords records;
  private final SourceTree.PathStat stat;
  private final PathSet seen = new PathSet();

  private ListedPaths(
      SourceTree tree, DelimitedRecords records, WalkOptions walkOptions, FileSink sink)
      throws IOException {
    this.walkOptions = walkOptions;
    this.sink = sink;
    this.records = records;
    this.stat = tree.stat(walkOptions, sink);
  }

  /**
   * Stats listed files, each once even if it is listed several times.
   *
   * @param tree what the paths are below
   * @param list paths, one a record; empty ones are skipped
   * @param walkOptions filters and link policy
   * @param threads concurrent stat calls
   * @param sink takes what is found
   * @return how many are listed
   * @throws io.stocktake.manifests.StocktakeException if a path is not one below the root
   */
  public static long walk(
      SourceTree tree, InputList list, WalkOptions walkOptions, int threads, FileSink sink)
      throws IOException, InterruptedException {
    try (DelimitedRecords records = list.open(false)) {
      ListedPaths paths = new ListedPaths(tree, records, walkOptions, sink);
      RecordWalk.walk(records, threads, paths::take);
      return paths.seen.size();
    }
  }

  private void take(DelimitedRecord record) throws IOException {
    if (record.shown().isEmpty()) {
      return;
    }
    if (record.text().isEmpty()) {
      walkOptions.notUtf8(record.shown(), false, sink);
      return;
    }
    String path =
        RelativePath.of(record.text().get().replaceFirst("(?<=[^/])/$", ""))
            .orElseThrow(
                () ->
                    records.refuse(
                        record, "is not a path below the source: '" + record.shown() + "'"));
    if (seen.add(path)) {
      stat.at(path);
    }
  }
}
