package io.stocktake.planner.source;

import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.source.lists.DelimitedRecord;
import io.stocktake.planner.source.lists.DelimitedRecords;
import io.stocktake.planner.source.lists.InputList;
import io.stocktake.planner.source.lists.PathSet;
import io.stocktake.planner.source.lists.RelativePath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Stats only the files that a list names. Directories are not walked: one that is listed is a
 * problem, as is a file that does not exist.
 */
public final class ListedPaths {
  private final Path root;
  private final WalkOptions walkOptions;
  private final FileSink sink;
  private final DelimitedRecords records;
  private final EntryClassifier classifier;
  private final PathSet seen = new PathSet();
  private volatile Parent last = new Parent("", Optional.empty());

  /** A directory of listed files, and why they cannot be compared, if so. */
  private record Parent(String prefix, Optional<Rejection> rejection) {}

  private record Rejection(Problem.Kind kind, String detail) {}

  private ListedPaths(Path root, DelimitedRecords records, WalkOptions walkOptions, FileSink sink)
      throws IOException {
    this.root = root;
    this.walkOptions = walkOptions;
    this.sink = sink;
    this.records = records;
    this.classifier =
        new EntryClassifier(
            root, walkOptions, sink, Problem.Kind.LISTED_MISSING, this::directoryIsListed);
  }

  /**
   * Stats listed files, each once even if it is listed several times.
   *
   * @param root the directory that the paths are below, with no symbolic link in its path
   * @param list paths, one a record; empty ones are skipped
   * @param walkOptions filters and link policy
   * @param threads concurrent stat calls
   * @param sink takes what is found
   * @return how many are listed
   * @throws io.stocktake.manifests.StocktakeException if a path is not one below the root
   */
  public static long walk(
      Path root, InputList list, WalkOptions walkOptions, int threads, FileSink sink)
      throws IOException, InterruptedException {
    try (DelimitedRecords records = list.open(false)) {
      ListedPaths paths = new ListedPaths(root, records, walkOptions, sink);
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
      listed(path);
    }
  }

  private void listed(String path) throws IOException {
    if (walkOptions.names().excludesFile(path)) {
      sink.leftOut(path);
      return;
    }
    String prefix = path.substring(0, path.lastIndexOf('/') + 1);
    Optional<Rejection> rejection = parent(prefix).rejection();
    if (rejection.isPresent()) {
      sink.problem(new Problem(path, rejection.get().kind(), rejection.get().detail()));
    } else {
      classifier.at(
          new Directory(root.resolve(prefix), prefix, null), path.substring(prefix.length()));
    }
  }

  private void directoryIsListed(Directory directory) throws IOException {
    String prefix = directory.prefix();
    String name = prefix.substring(0, prefix.length() - 1);
    sink.problem(new Problem(name, Problem.Kind.LISTED_DIRECTORY, ""));
  }

  /** Checks a directory once for all files of it that are listed in a row. */
  private Parent parent(String prefix) {
    Parent known = last;
    if (known.prefix().equals(prefix)) {
      return known;
    }
    Parent parent = new Parent(prefix, rejection(root.resolve(prefix)));
    last = parent;
    return parent;
  }

  /** A symbolic link on the way counts as a walk would have it. */
  private Optional<Rejection> rejection(Path directory) {
    try {
      Path real = directory.toRealPath();
      if (real.equals(directory)) {
        return Optional.empty();
      }
      if (walkOptions.links() != LinkPolicy.FOLLOW) {
        return Optional.of(new Rejection(Problem.Kind.LINK_SKIPPED, ""));
      }
      return real.startsWith(root)
          ? Optional.empty()
          : Optional.of(new Rejection(Problem.Kind.LINK_OUTSIDE, real.toString()));
    } catch (NoSuchFileException e) {
      return Optional.of(new Rejection(Problem.Kind.LISTED_MISSING, SystemErrors.reason(e)));
    } catch (IOException e) {
      return Optional.of(new Rejection(Problem.Kind.UNREADABLE_FILE, SystemErrors.reason(e)));
    }
  }
}
