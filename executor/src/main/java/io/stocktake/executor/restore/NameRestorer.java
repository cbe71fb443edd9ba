package io.stocktake.executor.restore;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.restore.attributes.AttributeRestorer;
import io.stocktake.executor.restore.local.TargetTree;
import io.stocktake.manifests.restore.LocalState;
import io.stocktake.manifests.restore.RestoreEntry;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Restores what needs no object: the attributes of files that have the right content, and further
 * names of files (hard links).
 */
final class NameRestorer {
  private static final RowResult DONE = RowResult.of(Outcome.DONE, "");

  private final TargetTree tree;
  private final AttributeRestorer attributes;
  private final ObjectFetcher fetcher;

  NameRestorer(TargetTree tree, AttributeRestorer attributes, ObjectFetcher fetcher) {
    this.tree = tree;
    this.attributes = attributes;
    this.fetcher = fetcher;
  }

  /**
   * Sets the attributes of a file or link.
   *
   * @param inDoubt whether an earlier run may have set some of them
   */
  RowResult setAttributes(RestoreRow row, boolean inDoubt) throws IOException {
    RestoreEntry entry = row.entry().orElseThrow();
    LocalState seen = inDoubt ? timeSet(row, entry) : row.local();
    tree.setAttributes(row.path(), seen, attributes.of(entry.attributes()));
    return DONE;
  }

  /** The time is set last; the file is the planned one if nothing but its time has changed. */
  private LocalState timeSet(RestoreRow row, RestoreEntry entry) throws IOException {
    LocalState set =
        row.local()
            .file()
            .map(seen -> LocalState.of(seen.size(), entry.attributes().mtime(), seen.id()))
            .orElse(row.local());
    return TargetTree.isSame(set, tree.attributes(row.path())) ? set : row.local();
  }

  /** Gives a file a further name, if it holds the bytes of this name's object, which are proven. */
  RowResult link(long ordinal, RestoreRow row, String temporary) throws IOException {
    String other = row.entry().orElseThrow().hardLink().orElseThrow();
    Optional<BasicFileAttributes> file = tree.attributes(other);
    boolean perhaps =
        file.filter(found -> found.isRegularFile() && found.size() == row.size()).isPresent();
    Optional<ObjectFetcher.Found> found =
        perhaps ? fetcher.find(ordinal, row, other) : Optional.empty();
    if (found.isEmpty()) {
      return RowResult.of(
          Outcome.FAILED,
          "its other name " + other + " is not restored; run again, or make a new plan");
    }
    Object key = file.get().fileKey();
    if (tree.attributes(row.path()).filter(now -> key.equals(now.fileKey())).isPresent()) {
      return found.get().result();
    }
    tree.addName(other, row.path(), row.local(), temporary);
    return new RowResult(Outcome.DONE, found.get().result().etag(), Optional.empty(), "");
  }
}
