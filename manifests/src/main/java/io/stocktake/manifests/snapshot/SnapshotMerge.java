package io.stocktake.manifests.snapshot;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.catalogue.CatalogueReader;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.PartSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Merges a snapshot with the full one that it changes: each entry of either, in order, as it is in
 * both. Of a full snapshot both are the same.
 */
public final class SnapshotMerge implements Closeable {
  private final String id;
  private final CatalogueReader full;
  private final CatalogueReader changed;
  private final CatalogueReader removed;
  private Entry head;

  /**
   * An entry of a snapshot, or of the full one that it changes.
   *
   * @param full as it is in the full one, if it is there
   * @param now as it is in the snapshot, if it is there
   */
  public record Entry(Optional<CatalogueRow> full, Optional<CatalogueRow> now) {
    /** One of both, to compare it with others. */
    public CatalogueRow row() {
      return now.or(() -> full).orElseThrow();
    }
  }

  private SnapshotMerge(
      String id, CatalogueReader full, CatalogueReader changed, CatalogueReader removed) {
    this.id = id;
    this.full = full;
    this.changed = changed;
    this.removed = removed;
  }

  static SnapshotMerge full(Snapshot snapshot, PartSource parts) {
    CatalogueReader none = new CatalogueReader(List.of(), parts);
    return new SnapshotMerge(
        snapshot.id(), new CatalogueReader(snapshot.parts(), parts), none, none);
  }

  static SnapshotMerge delta(
      Snapshot base, PartSource baseParts, Snapshot delta, PartSource parts) {
    return new SnapshotMerge(
        delta.id(),
        new CatalogueReader(base.parts(), baseParts),
        new CatalogueReader(delta.parts(), parts),
        new CatalogueReader(delta.removed(), parts));
  }

  /**
   * The next entry, which stays the next; none at the end.
   *
   * @throws StocktakeException if a part is missing, altered or damaged, or does not fit its base
   */
  public Optional<Entry> peek() throws IOException {
    if (head == null) {
      head = read();
    }
    return Optional.ofNullable(head);
  }

  /** Takes the next entry, which must be there. */
  public Entry next() throws IOException {
    Entry entry = peek().orElseThrow();
    head = null;
    return entry;
  }

  private Entry read() throws IOException {
    if (removed.hasNext() && (!full.hasNext() || compare(full, removed) > 0)) {
      throw StocktakeException.refused(
          "the snapshot "
              + id
              + " does not fit the one that it changes: it removes "
              + removed.peek().key()
              + ", which is not there; nothing was done");
    }
    boolean isNew = changed.hasNext() && (!full.hasNext() || compare(full, changed) > 0);
    if (isNew) {
      return new Entry(Optional.empty(), Optional.of(changed.next()));
    }
    if (!full.hasNext()) {
      return null;
    }
    boolean isChanged = changed.hasNext() && compare(full, changed) == 0;
    boolean isRemoved = removed.hasNext() && compare(full, removed) == 0;
    Optional<CatalogueRow> old = Optional.of(full.next());
    if (isRemoved) {
      removed.next();
    }
    return new Entry(
        old, isChanged ? Optional.of(changed.next()) : isRemoved ? Optional.empty() : old);
  }

  private static int compare(CatalogueReader one, CatalogueReader other) throws IOException {
    return CatalogueRow.ORDER.compare(one.peek(), other.peek());
  }

  @Override
  public void close() throws IOException {
    try (full;
        changed;
        removed) {
      head = null;
    }
  }
}
