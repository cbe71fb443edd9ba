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
import java.util.Optional;

/**
 * The last pass of a restore: makes directories, and gives them their attributes, or removes those
 * that are not wanted, the deepest first, when nothing is written into them any more. The plan has
 * a directory before what it holds, so that a stack of those that are begun is all that is kept.
 */
final class DirectoryPass {
  /** A directory whose attributes are set when all below it have theirs. */
  private record Begun(long ordinal, RestoreRow row, boolean fresh) {
    boolean holds(String path) {
      return row.holds(path);
    }
  }

  private final TargetTree tree;
  private final ObjectReader reader;
  private final AttributeRestorer attributes;
  private final RestoreRun run;
  private final Optional<RowResult> removes;
  private final Deque<Begun> stack = new ArrayDeque<>();

  /**
   * A pass.
   *
   * @param removes the result of every removal, if other rows did not end well
   */
  DirectoryPass(
      TargetTree tree,
      ObjectReader reader,
      AttributeRestorer attributes,
      RestoreRun run,
      Optional<RowResult> removes) {
    this.tree = tree;
    this.reader = reader;
    this.attributes = attributes;
    this.run = run;
    this.removes = removes;
  }

  /** Does all directories that are not settled, one after the other. */
  void go(RestoreBundle bundle) throws IOException {
    bundle.rows(
        (ordinal, row) -> {
          boolean link = row.action() == RestoreAction.LINK; // links come last, and hold nothing
          if (ofDirectory(row) && run.isLeft(ordinal)) {
            endAllBut(row.path());
            begin(ordinal, row);
          }
          return !link;
        });
    endAllBut(RestoreRow.ROOT);
  }

  private static boolean ofDirectory(RestoreRow row) {
    return row.action() == RestoreAction.MAKE_DIRECTORY
        || row.action() == RestoreAction.REMOVE_DIRECTORY;
  }

  private void begin(long ordinal, RestoreRow row) throws IOException {
    if (row.action() == RestoreAction.REMOVE_DIRECTORY) {
      stack.push(new Begun(ordinal, row, false));
      return;
    }
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
    if (row.action() == RestoreAction.REMOVE_DIRECTORY) {
      return removes.isEmpty()
          ? RowResult.of(tree.removeDirectory(row.path()) ? Outcome.DONE : Outcome.ALREADY_DONE, "")
          : removes.get();
    }
    if (row.entry().isPresent()) {
      tree.apply(row.path(), attributes.of(row.entry().get().attributes()));
      if (removes.isPresent()) {
        return RowResult.of(
            Outcome.SKIPPED, "what is restored in it later changes its time; run again");
      }
    } else if (row.object().isPresent()) {
      var metadata = reader.head(row.object().get()).metadata();
      tree.apply(row.path(), attributes.ofDirectory(metadata));
    }
    return RowResult.of(directory.fresh() ? Outcome.DONE : Outcome.ALREADY_DONE, "");
  }
}
