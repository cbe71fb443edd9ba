package io.stocktake.planner.source.local;

import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.files.DirectoryEntries;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.files.Stat;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WalkedFile;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Classifies directory entries, with one stat each: file, directory, link, or problem. */
final class EntryClassifier {
  private final Path root;
  private final WalkOptions walkOptions;
  private final FileSink sink;
  private final Problem.Kind missing;
  private final DirectorySink directories;
  private final Optional<FileIdentity> home;

  /** Stats an entry without following it. */
  @FunctionalInterface
  private interface StatCall {
    Stat stat(boolean identify) throws IOException;
  }

  /** Takes a directory that an entry turned out to be. */
  @FunctionalInterface
  interface DirectorySink {
    void take(Directory directory) throws IOException;
  }

  /**
   * A classifier of the entries below a root.
   *
   * @param root with no symbolic link in its path
   * @param missing what it means that an entry does not exist
   */
  EntryClassifier(
      Path root,
      WalkOptions walkOptions,
      FileSink sink,
      Problem.Kind missing,
      DirectorySink directories)
      throws IOException {
    this.root = root;
    this.walkOptions = walkOptions;
    this.sink = sink;
    this.missing = missing;
    this.directories = directories;
    this.home = walkOptions.oneFileSystem() ? Stat.of(root, true).identity() : Optional.empty();
  }

  /** Classifies the current entry of a directory being read. */
  void at(Directory directory, DirectoryEntries entries) throws IOException {
    Optional<String> name = entries.name();
    if (name.isEmpty()) {
      walkOptions.notUtf8(directory.prefix() + entries.escapedName(), isDirectory(entries), sink);
    } else {
      at(directory, name.get(), entries::stat);
    }
  }

  private static boolean isDirectory(DirectoryEntries entries) {
    try {
      return entries.stat(false).kind() == Stat.Kind.DIRECTORY;
    } catch (IOException e) {
      return false;
    }
  }

  /** Classifies an entry of a directory by its name. */
  void at(Directory directory, String name) throws IOException {
    Path path = directory.path().resolve(name);
    at(directory, name, identify -> Stat.of(path, identify, LinkOption.NOFOLLOW_LINKS));
  }

  private void at(Directory directory, String name, StatCall call) throws IOException {
    String below = directory.prefix() + name;
    if (walkOptions.links() != LinkPolicy.STORE // of a link another name counts
        && walkOptions.names().excludes(below, true)
        && walkOptions.names().excludes(below, false)) {
      sink.leftOut(below);
      return;
    }
    Stat stat;
    try {
      stat = call.stat(identifies());
    } catch (NoSuchFileException e) {
      sink.problem(new Problem(below, missing, SystemErrors.reason(e)));
      return;
    } catch (IOException e) {
      sink.problem(new Problem(below, Problem.Kind.UNREADABLE_FILE, SystemErrors.reason(e)));
      return;
    }
    if (stat.kind() == Stat.Kind.LINK && walkOptions.links() == LinkPolicy.STORE) {
      stored(directory.path().resolve(name), below + StoredLink.SUFFIX, stat);
    } else if (stat.kind() == Stat.Kind.LINK) {
      link(directory, name, below);
    } else {
      found(directory, name, below, stat);
    }
  }

  private boolean identifies() {
    return walkOptions.identify() || walkOptions.oneFileSystem();
  }

  private void found(Directory parent, String name, String below, Stat stat) throws IOException {
    boolean directory = stat.kind() == Stat.Kind.DIRECTORY;
    if ((directory || stat.kind() == Stat.Kind.FILE)
        && walkOptions.names().excludes(below, directory)) {
      sink.leftOut(below);
      return;
    }
    switch (stat.kind()) {
      case DIRECTORY ->
          directory(new Directory(parent.path().resolve(name), below + "/", parent), below, stat);
      case FILE -> sink.file(walked(below, stat));
      case LINK, OTHER -> sink.problem(new Problem(below, Problem.Kind.SPECIAL_FILE, ""));
    }
  }

  private WalkedFile walked(String below, Stat stat) {
    Optional<FileIdentity> identity = walkOptions.identify() ? stat.identity() : Optional.empty();
    return new WalkedFile(below, stat.size(), stat.mtime(), identity);
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
    if (walkOptions.names().excludesFile(name)) {
      sink.leftOut(name);
      return;
    }
    int size;
    try {
      size = StoredLink.target(link).length;
    } catch (IOException e) {
      sink.problem(new Problem(name, Problem.Kind.UNREADABLE_FILE, SystemErrors.reason(e)));
      return;
    }
    Optional<FileIdentity> identity = walkOptions.identify() ? stat.identity() : Optional.empty();
    sink.file(new WalkedFile(name, size, stat.mtime(), identity, true));
  }

  private void link(Directory parent, String name, String below) throws IOException {
    if (walkOptions.links() == LinkPolicy.SKIP) {
      sink.problem(new Problem(below, Problem.Kind.LINK_SKIPPED, ""));
      return;
    }
    Path target;
    Stat stat;
    try {
      target = parent.path().resolve(name).toRealPath();
      stat = Stat.of(target, identifies());
    } catch (IOException e) {
      sink.problem(new Problem(below, Problem.Kind.LINK_BROKEN, SystemErrors.reason(e)));
      return;
    }
    if (!target.startsWith(root)) {
      sink.problem(new Problem(below, Problem.Kind.LINK_OUTSIDE, target.toString()));
    } else if (stat.kind() == Stat.Kind.DIRECTORY && parent.isBelow(target)) {
      sink.problem(new Problem(below, Problem.Kind.LINK_LOOP, target.toString()));
    } else {
      found(parent, name, below, stat);
    }
  }
}
