package io.stocktake.planner.request;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.planner.checksums.ChecksumSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What to plan.
 *
 * @param source the directory to compare
 * @param destination the bucket, and the folder in it that the source maps to
 * @param inventory the delivery that lists the bucket
 * @param copyFrom a bucket to copy from instead of uploading, if there is one
 * @param checksums reports of compute-checksum jobs, as evidence of objects' content
 * @param state where earlier plans' knowledge of the source's files is kept, if it is
 * @param out the directory the plan will be; must not exist, or be empty
 * @param options what is asked for
 * @param clock tells when the plan is made
 * @param tool name and version of the program, for the plan to remember
 */
public record PlanRequest(
    Path source,
    S3Location destination,
    InventoryDelivery inventory,
    Optional<CopyFrom> copyFrom,
    List<ChecksumSource> checksums,
    Optional<Path> state,
    Path out,
    PlanOptions options,
    Clock clock,
    String tool) {

  /** The same request without what is remembered, or listed, of files' contents. */
  public PlanRequest withoutMemory() {
    return new PlanRequest(
        source,
        destination,
        inventory,
        copyFrom,
        checksums,
        Optional.empty(),
        out,
        options.withoutChecksums(),
        clock,
        tool);
  }

  /** The same request with another directory for the plan. */
  public PlanRequest withOut(Path other) {
    return new PlanRequest(
        source, destination, inventory, copyFrom, checksums, state, other, options, clock, tool);
  }
}
