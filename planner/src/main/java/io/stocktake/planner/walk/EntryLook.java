package io.stocktake.planner.walk;

import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.SystemWords;
import io.stocktake.manifests.plan.Problem;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Looks at entries of directories, once each, and tells a sink what they are. */
final class EntryLook {
  private final Path root;
  private final Scope scope;
  private final FileSink sink;
  private final Problem.Kind missing;
  private final DirectorySink directories;
  private final Optional<FileIdentity> home;

  /** Takes a directory that an entry turned out to be. */
  @FunctionalInterface
  interface DirectorySink {
    void take(Directory directory) throws IOException;
  }

  /**
   * A look at the entries below a root.
   *
   * @param root with no symbolic link in its path
   * @param missing what it means that an entry does not exist
   */
  EntryLook(Path root, Scope scope, FileSink sink, Problem.Kind missing, DirectorySink directories)
      throws IOException {
    this.root = root;
    this.scope = scope;
    this.sink = sink;
    this.missing = missing;
    this.directories = directories;
    this.home = scope.oneFileSystem() ? Stat.of(root, true).identity() : Optional.empty();
  }

  /** Looks at an entry of a directory. */
  void at(Directory directory, Path path) throws IOException {
    Optional<String> name = Names.of(path);
    if (name.isEmpty()) {
      String shown = directory.prefix() + Names.escaped(path);
      sink.problem(new Problem(shown, Problem.Kind.NAME_NOT_UTF8, ""));
      return;
    }
    String below = directory.prefix() + name.get();
    if (scope.links() != Links.STORE // of a link another name counts
        && scope.names().excludes(below, true)
        && scope.names().excludes(below, false)) {
      sink.leftOut(below);
      return;
    }
    Stat stat;
    try {
      stat = Stat.of(path, identifies(), LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      sink.problem(new Problem(below, missing, SystemWords.reason(e)));
      return;
    } catch (IOException e) {
      sink.problem(new Problem(below, Problem.Kind.UNREADABLE_FILE, SystemWords.reason(e)));
      return;
    }
    if (stat.kind() == Stat.Kind.LINK && scope.links() == Links.STORE) {
      stored(path, below + StoredLink.SUFFIX, stat);
    } else if (stat.kind() == Stat.Kind.LINK) {
      link(directory, path, below);
    } else {
      found(directory, path, below, stat);
    }
  }

  private boolean identifies() {
    return scope.identify() || scope.oneFileSystem();
  }

  private void found(Directory parent, Path path, String below, Stat stat) throws IOException {
    boolean directory = stat.kind() == Stat.Kind.DIRECTORY;
    if ((directory || stat.kind() == Stat.Kind.FILE) && scope.names().excludes(below, directory)) {
      sink.leftOut(below);
      return;
    }
    switch (stat.kind()) {
      case DIRECTORY -> directory(new Directory(path, below + "/", parent), below, stat);
      case FILE -> sink.file(walked(path, below, stat));
      case LINK, OTHER -> sink.problem(new Problem(below, Problem.Kind.SPECIAL_FILE, ""));
    }
  }

  private WalkedFile walked(Path path, String below, Stat stat) {
    Optional<FileIdentity> identity = scope.identify() ? stat.identity() : Optional.empty();
    return new WalkedFile(path, below, stat.size(), stat.mtime(), identity);
  }

  private void directory(Directory directory, String below, Stat stat) throws IOException {
    if (home.isPresent() && stat.identity().orElseThrow().device() != home.get().device()) {
      sink.problem(new Problem(below, Problem.Kind.OTHER_FILE_SYSTEM, ""));
    } else {
      directories.take(directory);
    }
  }

  /** A link of which only the text counts. */
  private void stored(Path link, String name, Stat stat) throws IOException {
    if (scope.names().excludesFile(name)) {
      sink.leftOut(name);
      return;
    }
    int size;
    try {
      size = StoredLink.target(link).length;
    } catch (IOException e) {
      sink.problem(new Problem(name, Problem.Kind.UNREADABLE_FILE, SystemWords.reason(e)));
      return;
    }
    Optional<FileIdentity> identity = scope.identify() ? stat.identity() : Optional.empty();
    sink.file(new WalkedFile(link, name, size, stat.mtime(), identity));
  }

  private void link(Directory parent, Path path, String below) throws IOException {
    if (scope.links() == Links.SKIP) {
      sink.problem(new Problem(below, Problem.Kind.LINK_SKIPPED, ""));
      return;
    }
    try {
      Path target = path.toRealPath();
      Stat stat = Stat.of(target, identifies());
      if (!target.startsWith(root)) {
        sink.problem(new Problem(below, Problem.Kind.LINK_OUTSIDE, target.toString()));
      } else if (stat.kind() == Stat.Kind.DIRECTORY && parent.isBelow(target)) {
        sink.problem(new Problem(below, Problem.Kind.LINK_LOOP, target.toString()));
      } else {
        found(parent, path, below, stat);
      }
    } catch (IOException e) {
      sink.problem(new Problem(below, Problem.Kind.LINK_BROKEN, SystemWords.reason(e)));
    }
  }
}
