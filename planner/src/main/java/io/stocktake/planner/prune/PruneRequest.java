package io.stocktake.planner.prune;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.safety.DeleteLimits;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.planner.request.PlanRequest;
import java.nio.file.Path;

/**
 * What to prune.
 *
 * @param destination the bucket and prefix whose snapshots are meant
 * @param snapshots the snapshots
 * @param policy which of them are kept
 * @param inventory all versions of the bucket's objects
 * @param maxDelete limits on what may be removed
 * @param out the directory the plan will be; must not exist, or be empty
 * @param stamp when and by what the plan is made
 */
public record PruneRequest(
    S3Location destination,
    SnapshotFolder snapshots,
    RetentionPolicy policy,
    InventoryDelivery inventory,
    DeleteLimits maxDelete,
    Path out,
    PlanRequest.Stamp stamp) {}
