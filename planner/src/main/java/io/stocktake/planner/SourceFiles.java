package io.stocktake.planner;

import io.stocktake.manifests.plan.Plan.Input;
import io.stocktake.planner.checksums.FileChecksums;
import io.stocktake.planner.compare.moves.FirstFiles;
import io.stocktake.planner.join.OffHeap;
import io.stocktake.planner.request.KeyMapping;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.ListedFiles;
import io.stocktake.planner.source.ListedPaths;
import io.stocktake.planner.source.SourceTree;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.filter.FileFilter;
import io.stocktake.planner.source.filter.FilterUse;
import io.stocktake.planner.source.filter.NameFilter;
import io.stocktake.planner.source.lists.InputList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The source files of a plan, by a walk, a list of files, or a listing. */
final class SourceFiles {
  private final PlanOptions options;
  private final SourceSelection selection;
  private final FilterUse filterUse;
  private final NameFilter filter;
  private final SourceTree tree;

  SourceFiles(PlanRequest request, SourceTree tree, KeyMapping mapping) {
    this.options = request.options();
    this.selection = options.selection();
    this.filterUse = new FilterUse(mapping.filter(selection.names()));
    this.filter = selection.names().isEmpty() ? NameFilter.NONE : mapping.filter(filterUse);
    this.tree = tree;
  }

  /** Where they are. */
  SourceTree tree() {
    return tree;
  }

  /** Which names take part, of files and, behind the prefix, of keys. */
  NameFilter filter() {
    return filter;
  }

  /** What each filter rule decided. */
  FilterUse filterUse() {
    return filterUse;
  }

  /**
   * Passes the files to a sink, with their identity.
   *
   * @param progress what the sink counts
   * @return what became of the list that they were taken from, if there is one
   */
  Optional<Input> walk(FileSink sink, PlanProgress progress)
      throws IOException, InterruptedException {
    WalkOptions walkOptions =
        new WalkOptions(
            options.naming().links(),
            filter,
            selection.oneFileSystem(),
            true,
            selection.attributes());
    if (selection.filesFrom().isPresent()) {
      InputList list = selection.filesFrom().get();
      long listed = ListedPaths.walk(tree, list, walkOptions, options.resources().threads(), sink);
      long found = progress.files() + progress.setAside() + progress.leftOut();
      return Optional.of(Input.list("files-from", list.describe(), listed, found));
    }
    if (selection.listing().isPresent()) {
      InputList list = selection.listing().get();
      FirstFiles first = new FirstFiles(tree, sink);
      ListedFiles.walk(list, walkOptions, options.resources().threads(), first);
      String name = list.describe() + " (its first files, checked in the source)";
      return tree.isEmpty()
          ? Optional.empty()
          : Optional.of(Input.list("listing", name, first.looked(), first.found()));
    }
    tree.walk(walkOptions, options.resources().threads(), sink);
    return Optional.empty();
  }

  /** The MD5s to believe, if there are any. */
  Optional<FileChecksums> checksums(OffHeap memory) throws IOException {
    return options.content().checksums().isEmpty()
        ? Optional.empty()
        : Optional.of(FileChecksums.read(options.content().checksums().get(), memory));
  }

  /** What a reader of the plan should know of what it leaves out. */
  List<String> notes(PlanProgress progress) {
    List<String> notes = new ArrayList<>();
    if (!selection.names().isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The filters left out %,d files or directories of the source by name, and %,d"
                  + " objects; nothing is planned for them.",
              progress.leftOut(),
              progress.leftOutObjects()));
    }
    if (!selection.files().equals(FileFilter.NONE)) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d files were left out for their size or age; nothing is planned for them or their"
                  + " objects.",
              progress.setAside()));
    }
    selection
        .filesFrom()
        .ifPresent(
            list ->
                notes.add(
                    "Only the files listed in "
                        + list.describe()
                        + " were compared; objects without a file were not counted."));
    selection
        .listing()
        .ifPresent(
            list -> notes.add("What files there are was taken from " + list.describe() + "."));
    return notes;
  }
}
