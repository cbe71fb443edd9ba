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
 * Looks at the files that a list names and at nothing else. Directories are not looked into: one
 * that is listed is a problem, as is a file that does not exist.
 */
public final class ListedPaths {
  private final Path root;
  private final WalkOptions scope;
  private final FileSink sink;
  private final DelimitedRecords records;
  private final EntryClassifier look;
  private final PathSet seen = new PathSet();
  private volatile Parent last = new Parent("", Optional.empty());

  /** A directory of listed files, and why they cannot be looked at, where they cannot. */
  private record Parent(String prefix, Optional<Trouble> trouble) {}

  private record Trouble(Problem.Kind kind, String detail) {}

  private ListedPaths(Path root, DelimitedRecords records, WalkOptions scope, FileSink sink)
      throws IOException {
    this.root = root;
    this.scope = scope;
    this.sink = sink;
    this.records = records;
    this.look =
        new EntryClassifier(
            root, scope, sink, Problem.Kind.LISTED_MISSING, this::directoryIsListed);
  }

  /**
   * Looks at listed files, each once however often it is listed.
   *
   * @param root the directory that the paths are below, with no symbolic link in its path
   * @param list paths, one a record; empty ones are skipped
   * @param scope what of them is looked at
   * @param threads files looked at at the same time
   * @param sink takes what is found
   * @return how many are listed
   * @throws io.stocktake.manifests.StocktakeException if a path is not one below the root
   */
  public static long walk(Path root, InputList list, WalkOptions scope, int threads, FileSink sink)
      throws IOException, InterruptedException {
    try (DelimitedRecords records = list.open(false)) {
      ListedPaths paths = new ListedPaths(root, records, scope, sink);
      RecordWalk.walk(records, threads, paths::take);
      return paths.seen.size();
    }
  }

  private void take(DelimitedRecord record) throws IOException {
    if (record.shown().isEmpty()) {
      return;
    }
    if (record.text().isEmpty()) {
      scope.notUtf8(record.shown(), false, sink);
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
    if (scope.names().excludesFile(path)) {
      sink.leftOut(path);
      return;
    }
    String prefix = path.substring(0, path.lastIndexOf('/') + 1);
    Optional<Trouble> trouble = parent(prefix).trouble();
    if (trouble.isPresent()) {
      sink.problem(new Problem(path, trouble.get().kind(), trouble.get().detail()));
    } else {
      look.at(new Directory(root.resolve(prefix), prefix, null), path.substring(prefix.length()));
    }
  }

  private void directoryIsListed(Directory directory) throws IOException {
    String prefix = directory.prefix();
    String name = prefix.substring(0, prefix.length() - 1);
    sink.problem(new Problem(name, Problem.Kind.LISTED_DIRECTORY, ""));
  }

  /** Looks at a directory once for all files of it that are listed in a row. */
  private Parent parent(String prefix) {
    Parent known = last;
    if (known.prefix().equals(prefix)) {
      return known;
    }
    Parent parent = new Parent(prefix, trouble(root.resolve(prefix)));
    last = parent;
    return parent;
  }

  /** A symbolic link on the way counts as a walk would have it. */
  private Optional<Trouble> trouble(Path directory) {
    try {
      Path real = directory.toRealPath();
      if (real.equals(directory)) {
        return Optional.empty();
      }
      if (scope.links() != LinkPolicy.FOLLOW) {
        return Optional.of(new Trouble(Problem.Kind.LINK_SKIPPED, ""));
      }
      return real.startsWith(root)
          ? Optional.empty()
          : Optional.of(new Trouble(Problem.Kind.LINK_OUTSIDE, real.toString()));
    } catch (NoSuchFileException e) {
      return Optional.of(new Trouble(Problem.Kind.LISTED_MISSING, SystemErrors.reason(e)));
    } catch (IOException e) {
      return Optional.of(new Trouble(Problem.Kind.UNREADABLE_FILE, SystemErrors.reason(e)));
    }
  }
}
