package io.stocktake.executor.snapshot;

import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.CatalogueReader;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.PartSource;
import io.stocktake.manifests.io.ExternalSorter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The rows of a snapshot, in order: those of the plan's catalogue, each with the object that it had
 * or that the plan's rows gave it. Three sorted streams are merged; none is held.
 */
final class SnapshotRows implements Closeable {
  private final CatalogueReader catalogue;
  private final ExternalSorter<KeyedObject> sorter;
  private final ExternalSorter<KeyedObject>.Cursor objects;

  /**
   * The rows of a plan.
   *
   * @param plan the plan, or that part of it, that has the catalogue
   * @param parts all parts of the plan
   */
  SnapshotRows(PlanBundle plan, List<PlanBundle> parts, Path scratch) throws IOException {
    sorter = RowObjects.of(parts, scratch);
    try {
      objects = sorter.cursor();
    } catch (IOException e) {
      sorter.close();
      throw e;
    }
    catalogue =
        new CatalogueReader(plan.plan().catalogue(), PartSource.directory(plan.catalogue()));
  }

  boolean hasNext() throws IOException {
    return catalogue.hasNext();
  }

  CatalogueRow next() throws IOException {
    CatalogueRow entry = catalogue.next();
    if (entry.object().isPresent()) {
      return entry;
    }
    while (objects.hasNext() && CatalogueRow.compareKeys(objects.peek().key(), entry.key()) < 0) {
      objects.next();
    }
    boolean holds =
        objects.hasNext()
            && objects.peek().key().equals(entry.key())
            && objects.peek().holds(entry);
    return holds ? entry.heldBy(objects.next().object()) : entry;
  }

  @Override
  public void close() throws IOException {
    try (sorter;
        objects) {
      catalogue.close();
    }
  }
}
