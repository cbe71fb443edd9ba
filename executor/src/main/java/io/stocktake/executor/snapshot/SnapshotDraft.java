package io.stocktake.executor.snapshot;

import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.CatalogueWriter;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotMerge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The Parquet parts of a snapshot on this machine, before they are uploaded: all of them, and what
 * differs from the base, until it is known which of both is to be kept.
 *
 * @param totals what the rows come to
 * @param full parts with all rows
 * @param changed parts with rows that are not in the base, or otherwise
 * @param removed parts with rows that only the base has
 * @param comparable whether the base could be read to its end
 */
record SnapshotDraft(
    Snapshot.Totals totals,
    List<Plan.Part> full,
    List<Plan.Part> changed,
    List<Plan.Part> removed,
    boolean comparable) {
  /** A delta of more bytes than this part of its base is not worth the second reading. */
  private static final double MOST_OF_BASE = 0.2;

  /**
   * Writes the parts.
   *
   * @param rows the rows of the snapshot
   * @param before the snapshot before it, merged with the full one; null if there is none
   * @param directory an existing directory
   * @param rowsPerPart rows a part holds at most
   */
  static SnapshotDraft write(
      SnapshotRows rows, SnapshotMerge before, Path directory, long rowsPerPart)
      throws IOException {
    Files.createDirectories(directory);
    try (CatalogueWriter full = new CatalogueWriter(directory, "part", rowsPerPart);
        CatalogueWriter changed = new CatalogueWriter(directory, "changed", rowsPerPart);
        CatalogueWriter removed = new CatalogueWriter(directory, "removed", rowsPerPart)) {
      BaseRows base = new BaseRows(before, changed, removed);
      Sums sums = new Sums();
      while (rows.hasNext()) {
        CatalogueRow row = base.compare(rows.next());
        full.write(row);
        sums.add(row);
      }
      base.end();
      return new SnapshotDraft(
          sums.totals(), full.finish(), changed.finish(), removed.finish(), base.isReadable());
    }
  }

  /** Whether to keep the difference from a base of so many bytes. */
  boolean isDelta(long baseBytes) {
    return comparable && bytes(changed) + bytes(removed) <= baseBytes * MOST_OF_BASE;
  }

  static long bytes(List<Plan.Part> parts) {
    return parts.stream().filter(part -> part.rows() > 0).mapToLong(Plan.Part::bytes).sum();
  }

  private static final class Sums {
    private long rows;
    private long files;
    private long fileBytes;
    private long notStored;

    void add(CatalogueRow row) {
      rows++;
      if (row.kind() == EntryKind.FILE) {
        files++;
        fileBytes += row.size();
        notStored += row.object().isPresent() ? 0 : 1;
      }
    }

    Snapshot.Totals totals() {
      return new Snapshot.Totals(rows, files, fileBytes, notStored);
    }
  }
}
