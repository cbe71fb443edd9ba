package io.stocktake.planner.source.local;

import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.files.DirectoryEntries;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.files.RawPaths;
import io.stocktake.planner.files.Stat;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WalkedEntry;
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
  private final EntryRecorder recorder;

  /** Stats an entry without following it. */
  @FunctionalInterface
  private interface StatCall {
    Stat stat(Stat.Detail detail) throws IOException;
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
    this.recorder = new EntryRecorder(root, walkOptions, sink);
    this.home =
        walkOptions.oneFileSystem()
            ? Stat.of(root, Stat.Detail.IDENTITY).identity()
            : Optional.empty();
  }

  /** Tells of the root itself; one that cannot be read will be a problem when it is visited. */
  void root() throws IOException {
    if (!walkOptions.attributes().wanted()) {
      return;
    }
    Stat stat;
    try {
      stat = Stat.of(root, detail());
    } catch (IOException e) {
      return;
    }
    entry("", Optional.empty(), stat, root);
  }

  /** Classifies the current entry of a directory being read. */
  void at(Directory directory, DirectoryEntries entries) throws IOException {
    Optional<String> name = entries.name();
    if (name.isEmpty()) {
      notUtf8(directory, entries);
    } else {
      at(directory, name.get(), entries::stat);
    }
  }

  private void notUtf8(Directory directory, DirectoryEntries entries) throws IOException {
    Optional<Stat> stat = notUtf8(entries);
    boolean isDirectory = stat.filter(s -> s.kind() == Stat.Kind.DIRECTORY).isPresent();
    String shown = directory.prefix() + entries.escapedName();
    if (walkOptions.notUtf8(shown, isDirectory, sink)) {
      byte[] name = entries.rawName();
      Optional<Bytes> raw = Optional.of(directory.rawPath(name));
      if (stat.isEmpty()) {
        pass(recorder.unknown(shown, raw));
      } else {
        Path path = RawPaths.resolve(directory.path(), name);
        entry(isDirectory ? shown + "/" : shown, raw, stat.get(), path);
      }
    }
  }

  private Optional<Stat> notUtf8(DirectoryEntries entries) {
    try {
      return Optional.of(entries.stat(detail()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Classifies an entry of a directory by its name. */
  void at(Directory directory, String name) throws IOException {
    Path path = directory.path().resolve(name);
    at(directory, name, detail -> Stat.of(path, detail, LinkOption.NOFOLLOW_LINKS));
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
      stat = call.stat(detail());
    } catch (IOException e) {
      boolean gone = e instanceof NoSuchFileException;
      Problem.Kind kind = gone ? missing : Problem.Kind.UNREADABLE_FILE;
      sink.problem(new Problem(below, kind, SystemErrors.reason(e)));
      pass(recorder.unknown(below, Optional.empty()));
      return;
    }
    if (stat.kind() == Stat.Kind.LINK && walkOptions.links() == LinkPolicy.STORE) {
      stored(directory.path().resolve(name), below, stat);
    } else if (stat.kind() == Stat.Kind.LINK) {
      link(directory, name, below, stat);
    } else {
      found(directory, name, below, stat);
    }
  }

  private Stat.Detail detail() {
    if (walkOptions.attributes().wanted()) {
      return Stat.Detail.OWNERSHIP;
    }
    return walkOptions.identify() || walkOptions.oneFileSystem()
        ? Stat.Detail.IDENTITY
        : Stat.Detail.BASIC;
  }

  private void found(Directory parent, String name, String below, Stat stat) throws IOException {
    boolean directory = stat.kind() == Stat.Kind.DIRECTORY;
    if ((directory || stat.kind() == Stat.Kind.FILE)
        && walkOptions.names().excludes(below, directory)) {
      sink.leftOut(below);
      return;
    }
    Path path = parent.path().resolve(name);
    switch (stat.kind()) {
      case DIRECTORY -> directory(new Directory(path, below + "/", parent), below, stat);
      case FILE ->
          sink.file(
              new WalkedFile(
                  below,
                  stat.size(),
                  stat.mtime(),
                  identity(stat),
                  false,
                  recorder.entry(below, Optional.empty(), stat, path)));
      case LINK, OTHER -> {
        sink.problem(new Problem(below, Problem.Kind.SPECIAL_FILE, ""));
        entry(below, Optional.empty(), stat, path);
      }
    }
  }

  private Optional<FileIdentity> identity(Stat stat) {
    return walkOptions.identify() ? stat.identity() : Optional.empty();
  }

  private void entry(String name, Optional<Bytes> raw, Stat stat, Path path) throws IOException {
    pass(recorder.entry(name, raw, stat, path));
  }

  private void pass(Optional<WalkedEntry> entry) throws IOException {
    if (entry.isPresent()) {
      sink.entry(entry.get());
    }
  }

  private void directory(Directory directory, String below, Stat stat) throws IOException {
    entry(directory.prefix(), Optional.empty(), stat, directory.path());
    if (home.isPresent() && stat.identity().orElseThrow().device() != home.get().device()) {
      sink.problem(new Problem(below, Problem.Kind.OTHER_FILE_SYSTEM, ""));
    } else {
      directories.take(directory);
    }
  }

  /** A link of which only the text counts. */
  private void stored(Path link, String below, Stat stat) throws IOException {
    String name = below + StoredLink.SUFFIX;
    if (walkOptions.names().excludesFile(name)) {
      sink.leftOut(name);
      return;
    }
    Optional<WalkedEntry> entry = recorder.entry(name, Optional.of(Bytes.of(below)), stat, link);
    int size;
    try {
      size = StoredLink.target(link).length;
    } catch (IOException e) {
      sink.problem(new Problem(name, Problem.Kind.UNREADABLE_FILE, SystemErrors.reason(e)));
      pass(entry);
      return;
    }
    sink.file(new WalkedFile(name, size, stat.mtime(), identity(stat), true, entry));
  }

  private void link(Directory parent, String name, String below, Stat link) throws IOException {
    if (walkOptions.links() == LinkPolicy.SKIP) {
      kept(parent, name, below, link, new Problem(below, Problem.Kind.LINK_SKIPPED, ""));
      return;
    }
    Path target;
    Stat stat;
    try {
      target = parent.path().resolve(name).toRealPath();
      stat = Stat.of(target, detail());
    } catch (IOException e) {
      Problem broken = new Problem(below, Problem.Kind.LINK_BROKEN, SystemErrors.reason(e));
      kept(parent, name, below, link, broken);
      return;
    }
    if (!target.startsWith(root)) {
      Problem outside = new Problem(below, Problem.Kind.LINK_OUTSIDE, target.toString());
      kept(parent, name, below, link, outside);
    } else if (stat.kind() == Stat.Kind.DIRECTORY && parent.isBelow(target)) {
      Problem loop = new Problem(below, Problem.Kind.LINK_LOOP, target.toString());
      kept(parent, name, below, link, loop);
    } else {
      found(parent, name, below, stat);
    }
  }

  /** A link that stays one, and is no object. */
  private void kept(Directory parent, String name, String below, Stat link, Problem problem)
      throws IOException {
    sink.problem(problem);
    entry(below, Optional.empty(), link, parent.path().resolve(name));
  }
}
