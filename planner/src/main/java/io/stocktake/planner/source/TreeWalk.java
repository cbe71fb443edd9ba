package io.stocktake.planner.source;

import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.files.DirectoryEntries;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Walks a tree in parallel, a directory at a time for each worker. Nothing it cannot see is passed
 * over in silence: the sink hears of every entry that is not a file or a directory it can read.
 */
public final class TreeWalk {
  private final Path root;
  private final WalkOptions scope;
  private final FileSink sink;
  private final EntryClassifier look;
  private final WorkStack<Directory> stack = new WorkStack<>();

  private TreeWalk(Path root, WalkOptions scope, FileSink sink) throws IOException {
    this.root = root;
    this.scope = scope;
    this.sink = sink;
    this.look = new EntryClassifier(root, scope, sink, Problem.Kind.UNREADABLE_FILE, stack::push);
  }

  /**
   * Walks everything below a directory.
   *
   * @param root the directory, with no symbolic link in its path
   * @param scope what of it is looked at
   * @param threads directories read at the same time
   * @param sink takes what is found
   * @throws IOException if the sink fails
   */
  public static void walk(Path root, WalkOptions scope, int threads, FileSink sink)
      throws IOException, InterruptedException {
    TreeWalk walk = new TreeWalk(root, scope, sink);
    walk.stack.push(new Directory(root, "", null));
    walk.stack.drain(threads, "walk", walk::visit);
  }

  private void visit(Directory directory) throws IOException {
    DirectoryEntries opened;
    try {
      opened = DirectoryEntries.of(root, directory.path(), scope.links() == LinkPolicy.FOLLOW);
    } catch (IOException e) {
      unreadable(directory, e);
      return;
    }
    try (DirectoryEntries entries = opened) {
      while (advance(directory, entries)) {
        look.at(directory, entries);
      }
    }
  }

  /** What is wrong with the directory is a problem to list; what is wrong with the sink is not. */
  private boolean advance(Directory directory, DirectoryEntries entries) throws IOException {
    try {
      return entries.advance();
    } catch (IOException e) {
      unreadable(directory, e);
      return false;
    }
  }

  private void unreadable(Directory directory, IOException e) throws IOException {
    String path = directory.prefix().isEmpty() ? "." : directory.prefix();
    sink.problem(new Problem(path, Problem.Kind.UNREADABLE_DIRECTORY, SystemErrors.reason(e)));
  }
}
