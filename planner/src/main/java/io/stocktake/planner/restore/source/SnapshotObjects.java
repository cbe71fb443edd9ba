package io.stocktake.planner.restore.source;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.manifests.snapshot.SnapshotReader;
import io.stocktake.planner.restore.paths.EntryPlacement;
import io.stocktake.planner.restore.paths.PlacedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;

/**
 * The objects of a snapshot, with directories, links and attributes. Paths are those of the source.
 *
 * @param folder the snapshots of the destination
 * @param snapshot one of them
 */
public record SnapshotObjects(SnapshotFolder folder, Snapshot snapshot) implements ObjectSource {
  @Override
  public String name() {
    return snapshot.id();
  }

  @Override
  public String describe() {
    return "the snapshot " + name();
  }

  @Override
  public S3Location covers() {
    return new S3Location(snapshot.destination().bucket(), snapshot.destination().prefix());
  }

  @Override
  public Instant scanned() {
    return snapshot.time();
  }

  @Override
  public boolean mayLackEntries() {
    return snapshot.mayLackEntries();
  }

  @Override
  public boolean knowsDirectories() {
    return true;
  }

  @Override
  public Selected select(Selection selection, IOConsumer<PlacedObject> sink)
      throws IOException, InterruptedException {
    EntryPlacement placement =
        new EntryPlacement(selection.source().prefix(), selection.renamesUnsafe());
    long rows = 0;
    try (SnapshotReader reader = folder.open(snapshot, selection.scratch().resolve("snapshot"));
        HardLinks hardLinks =
            new HardLinks(Files.createDirectories(selection.scratch().resolve("hard-links")))) {
      for (; reader.hasNext(); rows++) {
        CatalogueRow row = reader.next();
        PlacedObject placed = placement.place(row);
        if (isShared(row, placed)) {
          hardLinks.add(placed);
        } else {
          sink.accept(placed);
        }
      }
      hardLinks.drain(sink);
    }
    return new Selected(
        evidence(rows),
        "Paths, links and attributes are those that the source had at "
            + snapshot.taken()
            + "."
            + (snapshot.isPartial()
                ? " The snapshot is partial: it lacks parts of the source that could not be read, or"
                    + " files that no object held when it was sealed."
                : ""));
  }

  private static boolean isShared(CatalogueRow row, PlacedObject placed) {
    return row.attributes().hardLink() != 0
        && placed.kind() == PlacedObject.Kind.FILE
        && placed.problem().isEmpty();
  }

  private Plan.Inventory evidence(long rows) throws IOException {
    return new Plan.Inventory(
        snapshot.id(),
        snapshot.taken(),
        Digests.hex(Digests.md5().digest(snapshot.json())),
        snapshot.parts().size(),
        rows,
        true);
  }
}
