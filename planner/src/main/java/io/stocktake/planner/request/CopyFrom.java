package io.stocktake.planner.request;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.InventoryDelivery;

/**
 * The copy source: a bucket that objects are copied from instead of being uploaded, where it has
 * the same content.
 *
 * @param location the bucket, and the folder in it that the source's names stand below
 * @param inventory the delivery that lists it
 * @param restored whether the archived objects among them have been restored: an inventory does not
 *     say
 */
public record CopyFrom(S3Location location, InventoryDelivery inventory, boolean restored) {}
