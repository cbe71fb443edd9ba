package io.stocktake.planner.source.local;

import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.SourceTree;
import io.stocktake.planner.source.WalkOptions;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Stats listed files, and checks the directory once for all files of it that come in a row. */
final class LocalStat implements SourceTree.PathStat {
  private final Path root;
  private final WalkOptions walkOptions;
  private final FileSink sink;
  private final EntryClassifier classifier;
  private volatile Parent last = new Parent("", Optional.empty());

  /** A directory of listed files, and why they cannot be compared, if so. */
  private record Parent(String prefix, Optional<Rejection> rejection) {}

  private record Rejection(Problem.Kind kind, String detail) {}

  LocalStat(Path root, WalkOptions walkOptions, FileSink sink) throws IOException {
    this.root = root;
    this.walkOptions = walkOptions;
    this.sink = sink;
    this.classifier =
        new EntryClassifier(
            root, walkOptions, sink, Problem.Kind.LISTED_MISSING, this::directoryIsListed);
  }

  @Override
  public void at(String path) throws IOException {
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
