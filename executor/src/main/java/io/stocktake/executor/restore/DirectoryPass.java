package io.stocktake.executor.restore;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.restore.attributes.AttributeRestorer;
import io.stocktake.executor.restore.content.ObjectReader;
import io.stocktake.executor.restore.local.TargetTree;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The last pass of a restore: makes directories, and gives them the attributes of their objects,
 * the deepest first, when nothing is written into them any more. The plan has a directory before
 * what it holds, so that a stack of those that are begun is all that is kept.
 */
final class DirectoryPass {
  /** A directory whose attributes are set when all below it have theirs. */
  private record Begun(long ordinal, RestoreRow row, boolean fresh) {
    boolean holds(String path) {
      return path.startsWith(row.path() + "/");
    }
  }

  private final TargetTree tree;
  private final ObjectReader reader;
  private final AttributeRestorer attributes;
  private final RestoreRun run;
  private final Deque<Begun> stack = new ArrayDeque<>();

  DirectoryPass(
      TargetTree tree, ObjectReader reader, AttributeRestorer attributes, RestoreRun run) {
    this.tree = tree;
    this.reader = reader;
    this.attributes = attributes;
    this.run = run;
  }

  /** Does all directories that are not settled, one after the other. */
  void go(RestoreBundle bundle) throws IOException {
    bundle.rows(
        (ordinal, row) -> {
          boolean link = row.action() == RestoreAction.LINK; // links come last, and hold nothing
          if (!link && row.action() == RestoreAction.MAKE_DIRECTORY && run.isLeft(ordinal)) {
            endAllBut(row.path());
            begin(ordinal, row);
          }
          return !link;
        });
    endAllBut("");
  }

  private void begin(long ordinal, RestoreRow row) throws IOException {
    try {
      stack.push(new Begun(ordinal, row, tree.makeDirectory(row.path())));
    } catch (IOException e) {
      run.one(
          ordinal,
          row,
          (number, again, inDoubt) -> {
            throw e;
          });
    }
  }

  private void endAllBut(String path) throws IOException {
    while (!stack.isEmpty() && !stack.peek().holds(path)) {
      Begun directory = stack.pop();
      run.one(directory.ordinal(), directory.row(), (number, row, inDoubt) -> end(row, directory));
    }
  }

  private RowResult end(RestoreRow row, Begun directory) throws IOException {
    if (row.object().isPresent()) {
      var metadata = reader.head(row.object().get()).metadata();
      tree.apply(row.path(), attributes.ofDirectory(metadata));
    }
    return RowResult.of(directory.fresh() ? Outcome.DONE : Outcome.ALREADY_DONE, "");
  }
}
