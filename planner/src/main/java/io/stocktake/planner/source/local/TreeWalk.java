package io.stocktake.planner.source.local;

import io.stocktake.manifests.io.SystemErrors;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.files.DirectoryEntries;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WorkStack;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Walks a tree in parallel, a directory at a time for each worker. Nothing is skipped silently: the
 * sink gets every entry that is not a readable file or directory.
 */
public final class TreeWalk {
  private final Path root;
  private final WalkOptions walkOptions;
  private final FileSink sink;
  private final EntryClassifier classifier;
  private final WorkStack<Directory> stack = new WorkStack<>();

  private TreeWalk(Path root, WalkOptions walkOptions, FileSink sink) throws IOException {
    this.root = root;
    this.walkOptions = walkOptions;
    this.sink = sink;
    this.classifier =
        new EntryClassifier(root, walkOptions, sink, Problem.Kind.UNREADABLE_FILE, stack::push);
  }

  /**
   * Walks everything below a directory.
   *
   * @param root the directory, with no symbolic link in its path
   * @param walkOptions filters and link policy
   * @param threads directories read at the same time
   * @param sink takes what is found
   * @throws IOException if the sink fails
   */
  public static void walk(Path root, WalkOptions walkOptions, int threads, FileSink sink)
      throws IOException, InterruptedException {
    TreeWalk walk = new TreeWalk(root, walkOptions, sink);
    walk.classifier.root();
    walk.stack.push(new Directory(root, "", null));
    walk.stack.drain(threads, "walk", walk::visit);
  }

  private void visit(Directory directory) throws IOException {
    DirectoryEntries opened;
    try {
      opened =
          DirectoryEntries.of(root, directory.path(), walkOptions.links() == LinkPolicy.FOLLOW);
    } catch (IOException e) {
      unreadable(directory, e);
      return;
    }
    try (DirectoryEntries entries = opened) {
      while (advance(directory, entries)) {
        classifier.at(directory, entries);
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
