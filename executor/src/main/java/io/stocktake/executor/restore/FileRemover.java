package io.stocktake.executor.restore;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.restore.local.TargetTree;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.IOException;
import java.util.Optional;

/** Removes files that no object accounts for: to a trash directory, or for good. */
final class FileRemover {
  private final TargetTree tree;
  private final Optional<String> trash;

  /**
   * A remover.
   *
   * @param trash the directory below the target that files are moved to, under their own paths;
   *     without it they are removed at once
   */
  FileRemover(TargetTree tree, Optional<String> trash) {
    this.tree = tree;
    this.trash = trash;
  }

  /**
   * Removes the row's file.
   *
   * @param inDoubt whether an earlier run may have removed it
   */
  RowResult remove(RestoreRow row, boolean inDoubt) throws IOException {
    if (inDoubt && tree.attributes(row.path()).isEmpty()) {
      return RowResult.of(Outcome.ALREADY_DONE, "");
    }
    if (trash.isPresent()) {
      tree.move(row.path(), row.local(), trash.get() + "/" + row.path());
    } else {
      tree.delete(row.path(), row.local());
    }
    return RowResult.of(Outcome.DONE, "");
  }
}
