package io.stocktake.lab;

/**
 * A delivered inventory.
 *
 * @param destinationBucket name of the bucket it is in
 * @param manifestKey key of its {@code manifest.json}
 */
public record InventoryDelivery(String destinationBucket, String manifestKey) {}
