package io.stocktake.manifests.testing;

import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.CatalogueWriter;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;

/**
 * Full snapshots of made-up sources, below {@code s3://bucket/p/}, in a directory.
 *
 * @param directory holds a folder for each
 */
public record SealedSnapshots(Path directory) {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  /** What reads them. */
  public SnapshotFolder folder() {
    return new SnapshotFolder(new DirectoryFiles(directory));
  }

  /** Seals one. */
  public Snapshot seal(Instant taken, SortedSet<CatalogueRow> rows) throws IOException {
    String id = Snapshot.id(taken.toString(), DIGEST, 1);
    Path folder = Files.createDirectories(directory.resolve(id));
    List<Plan.Part> parts;
    try (CatalogueWriter writer = new CatalogueWriter(folder)) {
      for (CatalogueRow row : rows) {
        writer.write(row);
      }
      parts = writer.finish();
    }
    Snapshot snapshot =
        new Snapshot(
            Snapshot.FORMAT,
            id,
            taken.toString(),
            DIGEST,
            "test",
            "/source",
            new Plan.Destination("bucket", "p/"),
            Plan.Coverage.COMPLETE,
            false,
            "",
            new Snapshot.Totals(rows.size(), 0, 0, 0),
            parts,
            List.of());
    Files.write(folder.resolve(SnapshotFolder.DOCUMENT), snapshot.json());
    return snapshot;
  }
}
