package io.stocktake.planner.walk;

import io.stocktake.manifests.SystemWords;
import io.stocktake.manifests.plan.Problem;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Walks a tree in parallel, a directory at a time for each worker. Nothing it cannot see is passed
 * over in silence: the sink hears of every entry that is not a file or a directory it can read.
 */
public final class TreeWalk {
  private final Path root;
  private final Links links;
  private final boolean identify;
  private final FileSink sink;
  private final DirectoryStack<Directory> stack = new DirectoryStack<>();

  /** A directory to visit, with the way to it. */
  private record Directory(Path path, String prefix, Directory parent) {}

  private TreeWalk(Path root, Links links, boolean identify, FileSink sink) {
    this.root = root;
    this.links = links;
    this.identify = identify;
    this.sink = sink;
  }

  /**
   * Walks everything below a directory.
   *
   * @param root the directory, with no symbolic link in its path
   * @param links what to do with symbolic links
   * @param identify whether to tell the identity of files
   * @param threads directories read at the same time
   * @param sink takes what is found
   * @throws IOException if the sink fails
   */
  public static void walk(Path root, Links links, boolean identify, int threads, FileSink sink)
      throws IOException, InterruptedException {
    TreeWalk walk = new TreeWalk(root, links, identify, sink);
    walk.stack.push(new Directory(root, "", null));
    walk.stack.drain(threads, "walk", walk::visit);
  }

  @SuppressWarnings("StreamResourceLeak") // closed by the second try: opening fails differently
  private void visit(Directory directory) throws IOException {
    DirectoryStream<Path> opened;
    try {
      opened = Files.newDirectoryStream(directory.path());
    } catch (IOException e) {
      unreadable(directory, e);
      return;
    }
    try (DirectoryStream<Path> entries = opened) {
      for (Path entry : entries) {
        entry(directory, entry);
      }
    } catch (DirectoryIteratorException e) {
      unreadable(directory, e.getCause());
    }
  }

  private void unreadable(Directory directory, IOException e) throws IOException {
    String path = directory.prefix().isEmpty() ? "." : directory.prefix();
    sink.problem(new Problem(path, Problem.Kind.UNREADABLE_DIRECTORY, SystemWords.reason(e)));
  }

  private void entry(Directory directory, Path path) throws IOException {
    Optional<String> name = Names.of(path);
    if (name.isEmpty()) {
      String shown = directory.prefix() + Names.escaped(path);
      sink.problem(new Problem(shown, Problem.Kind.NAME_NOT_UTF8, ""));
      return;
    }
    String below = directory.prefix() + name.get();
    Stat stat;
    try {
      stat = Stat.of(path, identify, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      sink.problem(new Problem(below, Problem.Kind.UNREADABLE_FILE, SystemWords.reason(e)));
      return;
    }
    if (stat.kind() == Stat.Kind.LINK) {
      link(directory, path, below);
    } else {
      found(directory, path, below, stat);
    }
  }

  private void found(Directory parent, Path path, String below, Stat stat) throws IOException {
    switch (stat.kind()) {
      case DIRECTORY -> stack.push(new Directory(path, below + "/", parent));
      case FILE ->
          sink.file(new WalkedFile(path, below, stat.size(), stat.mtime(), stat.identity()));
      case LINK, OTHER -> sink.problem(new Problem(below, Problem.Kind.SPECIAL_FILE, ""));
    }
  }

  private void link(Directory parent, Path path, String below) throws IOException {
    if (links == Links.SKIP) {
      sink.problem(new Problem(below, Problem.Kind.LINK_SKIPPED, ""));
      return;
    }
    try {
      Path target = path.toRealPath();
      Stat stat = Stat.of(target, identify);
      if (!target.startsWith(root)) {
        sink.problem(new Problem(below, Problem.Kind.LINK_OUTSIDE, target.toString()));
      } else if (stat.kind() == Stat.Kind.DIRECTORY && isAbove(target, parent)) {
        sink.problem(new Problem(below, Problem.Kind.LINK_LOOP, target.toString()));
      } else {
        found(parent, path, below, stat);
      }
    } catch (IOException e) {
      sink.problem(new Problem(below, Problem.Kind.LINK_BROKEN, SystemWords.reason(e)));
    }
  }

  /** Whether the walk is already inside {@code target}, by whatever way it came. */
  private static boolean isAbove(Path target, Directory from) throws IOException {
    for (Directory d = from; d != null; d = d.parent()) {
      if (Files.isSameFile(target, d.path())) {
        return true;
      }
    }
    return false;
  }
}
