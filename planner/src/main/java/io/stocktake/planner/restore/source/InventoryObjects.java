package io.stocktake.planner.restore.source;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.inventory.InventoryManifest;
import io.stocktake.manifests.io.IOConsumer;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.inventory.reader.InventoryReader;
import io.stocktake.planner.restore.objects.ObjectSelection;
import io.stocktake.planner.restore.objects.RestoreObject;
import io.stocktake.planner.restore.paths.KeyPlacement;
import io.stocktake.planner.restore.paths.PlacedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Locale;

/**
 * The objects of an inventory: the current ones, or those of a point in time. Paths follow from
 * keys.
 *
 * @param inventory the delivery that lists the bucket
 */
public record InventoryObjects(InventoryDelivery inventory) implements ObjectSource {
  @Override
  public String name() {
    return inventory.describe();
  }

  @Override
  public String describe() {
    return "the inventory at " + name();
  }

  @Override
  public S3Location covers() {
    InventoryManifest manifest = inventory.manifest();
    return new S3Location(manifest.sourceBucket(), manifest.prefix());
  }

  @Override
  public Instant scanned() {
    return inventory.manifest().scanned();
  }

  @Override
  public boolean mayLackEntries() {
    return false;
  }

  @Override
  public boolean knowsDirectories() {
    return false;
  }

  @Override
  public Selected select(Selection selection, IOConsumer<PlacedObject> sink)
      throws IOException, InterruptedException {
    String prefix = selection.source().prefix();
    KeyPlacement placement = new KeyPlacement(prefix, selection.renamesUnsafe());
    try (InventoryReader reader =
        new InventoryReader(
            inventory,
            Files.createDirectories(selection.scratch().resolve("inventory")),
            selection.threads())) {
      ObjectSelection objects =
          new ObjectSelection(reader, inventory.describe(), prefix, selection.at());
      long rows =
          objects.select(
              selection.scratch().resolve("history"),
              object -> sink.accept(placement.place(object)),
              object -> sink.accept(uncertain(object, prefix)));
      return new Selected(
          evidence(rows, reader.tellsEncryption()), note(selection, objects.later()));
    }
  }

  private String note(Selection selection, long later) {
    return selection.at().isEmpty()
        ? "Objects are those of the inventory's scan at "
            + scanned()
            + ". What was written since then is not in this plan."
        : String.format(
            Locale.ROOT,
            "Objects are those of %s, as far as the inventory's versions tell; %,d versions are"
                + " newer. It cannot tell of versions that a lifecycle rule or a delete has"
                + " removed since, nor of objects that were overwritten while versioning was off"
                + " or suspended: those are missing, or older than they were.",
            selection.at().get(),
            later);
  }

  private static PlacedObject uncertain(RestoreObject object, String prefix) {
    String name = object.key().substring(prefix.length());
    return new PlacedObject(object, PlacedObject.Kind.FILE, name)
        .failed(
            Problem.Kind.OBJECT_UNKNOWN,
            "two versions have the same date, "
                + object.modified().orElseThrow()
                + ", and which one was the newer cannot be told");
  }

  private Plan.Inventory evidence(long rows, boolean tellsEncryption) {
    InventoryManifest manifest = inventory.manifest();
    return new Plan.Inventory(
        inventory.describe(),
        manifest.scanned().toString(),
        manifest.md5(),
        manifest.files().size(),
        rows,
        tellsEncryption);
  }
}
