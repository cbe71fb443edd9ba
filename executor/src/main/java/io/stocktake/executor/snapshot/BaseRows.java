package io.stocktake.executor.snapshot;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.CatalogueWriter;
import io.stocktake.manifests.snapshot.SnapshotMerge;
import java.io.IOException;
import java.util.Optional;

/**
 * Compares the rows of a new snapshot with those of the one before it: what differs from the full
 * one, and what was known of objects that are still there. A snapshot that cannot be read is passed
 * over: then the new one is full itself.
 */
final class BaseRows {
  private final SnapshotMerge before;
  private final CatalogueWriter changed;
  private final CatalogueWriter removed;
  private boolean readable;

  /**
   * Compares with a snapshot, which stays open.
   *
   * @param before its rows; null if there is none
   * @param changed takes rows that are new or changed
   * @param removed takes rows that are no more
   */
  BaseRows(SnapshotMerge before, CatalogueWriter changed, CatalogueWriter removed) {
    this.before = before;
    this.changed = changed;
    this.removed = removed;
    this.readable = before != null;
  }

  /** Whether all rows could be read so far. */
  boolean isReadable() {
    return readable;
  }

  /** Compares the next row, and gives it with what is known already of the same object. */
  CatalogueRow compare(CatalogueRow row) throws IOException {
    Optional<SnapshotMerge.Entry> old = take(row);
    CatalogueRow known =
        old.flatMap(SnapshotMerge.Entry::now).map(last -> remembered(row, last)).orElse(row);
    if (readable && !old.flatMap(SnapshotMerge.Entry::full).equals(Optional.of(known))) {
      changed.write(known);
    }
    return known;
  }

  /** What is left of the full one was removed. */
  void end() throws IOException {
    while (peek().isPresent()) {
      remove(before.next());
    }
  }

  private Optional<SnapshotMerge.Entry> take(CatalogueRow row) throws IOException {
    Optional<SnapshotMerge.Entry> old = peek();
    while (old.isPresent() && CatalogueRow.ORDER.compare(old.get().row(), row) < 0) {
      remove(before.next());
      old = peek();
    }
    return old.isPresent() && CatalogueRow.ORDER.compare(old.get().row(), row) == 0
        ? Optional.of(before.next())
        : Optional.empty();
  }

  private void remove(SnapshotMerge.Entry entry) throws IOException {
    if (entry.full().isPresent()) {
      removed.write(entry.full().get());
    }
  }

  private Optional<SnapshotMerge.Entry> peek() throws IOException {
    try {
      return readable ? before.peek() : Optional.empty();
    } catch (StocktakeException e) {
      if (e.kind() == StocktakeException.Kind.ENVIRONMENT) {
        throw e;
      }
      readable = false;
      return Optional.empty();
    }
  }

  /**
   * A plan that compares an object by its ETag does not learn its version. While the ETag is the
   * same, nothing contradicts what was known of it.
   */
  private static CatalogueRow remembered(CatalogueRow row, CatalogueRow last) {
    Optional<CatalogueObject> now = row.object();
    Optional<CatalogueObject> known = last.object();
    boolean same =
        now.isPresent()
            && known.isPresent()
            && now.get().etag().equals(known.get().etag())
            && row.size() == last.size()
            && (now.get().versionId().isEmpty()
                || now.get().versionId().equals(known.get().versionId()));
    return same ? row.heldBy(known.get()) : row;
  }
}
