package io.stocktake.planner.restore;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.inventory.LocalDeliveryFiles;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.planner.inventory.listing.InventoryWriter;
import io.stocktake.planner.inventory.listing.ListedRow;
import io.stocktake.planner.reconcile.ETagWorth;
import io.stocktake.planner.restore.objects.RestoreObject;
import io.stocktake.planner.restore.paths.PathCollisions;
import io.stocktake.planner.restore.paths.PlacedObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The objects to restore as an inventory delivery, each under the name of its path. */
final class ObjectDelivery {
  private static final long ROWS_PER_FILE = 1_000_000;

  private final Path directory;
  private final S3Location source;
  private final Instant scanned;
  private InventoryDelivery delivery;

  /**
   * A delivery that is to be written.
   *
   * @param directory a directory for it alone
   * @param source the bucket, and the prefix of all keys
   * @param scanned when the objects were seen
   */
  ObjectDelivery(Path directory, S3Location source, Instant scanned) {
    this.directory = directory;
    this.source = source;
    this.scanned = scanned;
  }

  /**
   * Writes it.
   *
   * @param byPath the objects in the order of {@link PathCollisions}
   * @param all takes the objects, also those that cannot be restored
   */
  void write(ExternalSorter<PlacedObject> byPath, ExternalSorter<PlacedObject> all)
      throws IOException {
    try (InventoryWriter writer =
        new InventoryWriter(
            directory, source.bucket(), source.prefix(), "restore", scanned, ROWS_PER_FILE)) {
      PathCollisions collisions =
          new PathCollisions(
              placed -> {
                all.add(placed);
                if (placed.problem().isEmpty() && placed.hasContent()) {
                  writer.add(listed(placed));
                }
              });
      byPath.drain(collisions);
      collisions.finish();
      Path manifest = writer.finish();
      delivery =
          InventoryDelivery.find(
              new LocalDeliveryFiles(manifest.getParent()), manifest.getFileName().toString());
    }
  }

  /** What was written. */
  InventoryDelivery written() {
    return delivery;
  }

  private ListedRow listed(PlacedObject placed) {
    RestoreObject object = placed.object();
    return new ListedRow(
        source.prefix() + placed.name(),
        object.size(),
        object.modified().orElse(scanned),
        object.etag(),
        object.archived() ? "GLACIER" : "STANDARD",
        Optional.of(status(object.encryption())));
  }

  /** An EncryptionStatus that {@link ETagWorth#ofStatus} reads as the same. */
  private static String status(ETagWorth encryption) {
    return switch (encryption) {
      case TRANSPARENT -> "NOT-SSE";
      case OPAQUE -> "SSE-KMS";
      case CUSTOMER_KEY -> "SSE-C";
    };
  }
}
