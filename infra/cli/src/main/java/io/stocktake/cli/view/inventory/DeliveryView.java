package io.stocktake.cli.view.inventory;

import io.stocktake.manifests.inventory.InventoryDelivery;
import java.time.Instant;
import java.util.List;

/**
 * A complete delivery of an inventory.
 *
 * @param scanned when the bucket was listed
 * @param files data files
 * @param bytes their bytes
 * @param md5 that of the manifest
 * @param passedOver what is wrong with newer deliveries
 */
public record DeliveryView(
    String manifest,
    String bucket,
    Instant scanned,
    String format,
    int files,
    long bytes,
    String md5,
    List<String> passedOver) {
  /** A delivery. */
  public static DeliveryView of(InventoryDelivery delivery) {
    return new DeliveryView(
        delivery.describe(),
        delivery.manifest().sourceBucket(),
        delivery.manifest().scanned(),
        delivery.manifest().format().code(),
        delivery.manifest().files().size(),
        delivery.manifest().bytes(),
        delivery.manifest().md5(),
        delivery.passedOver());
  }
}
