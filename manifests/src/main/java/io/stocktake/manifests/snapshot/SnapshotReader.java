package io.stocktake.manifests.snapshot;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.catalogue.CatalogueRow;
import java.io.Closeable;
import java.io.IOException;
import java.util.NoSuchElementException;

/**
 * Reads all rows of a snapshot in order: those of the full one, without those that were removed,
 * and with those that are new or changed in place of their older selves.
 */
public final class SnapshotReader implements Closeable {
  private final SnapshotMerge merge;

  SnapshotReader(SnapshotMerge merge) {
    this.merge = merge;
  }

  /**
   * Whether there is another row.
   *
   * @throws StocktakeException if a part is missing, altered or damaged, or does not fit its base
   */
  public boolean hasNext() throws IOException {
    while (merge.peek().isPresent() && merge.peek().get().now().isEmpty()) {
      merge.next();
    }
    return merge.peek().isPresent();
  }

  /** The next row, which stays the next. */
  public CatalogueRow peek() throws IOException {
    if (!hasNext()) {
      throw new NoSuchElementException("there are no more rows");
    }
    return merge.peek().orElseThrow().row();
  }

  /** Takes the next row. */
  public CatalogueRow next() throws IOException {
    CatalogueRow row = peek();
    merge.next();
    return row;
  }

  @Override
  public void close() throws IOException {
    merge.close();
  }
}
