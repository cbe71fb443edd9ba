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
 * @param evidence what is known of both sides without a request or a read
 * @param copyFrom a bucket to copy from instead of uploading, if there is one
 * @param out the directory the plan will be; must not exist, or be empty
 * @param options what is asked for
 * @param stamp when and by what the plan is made
 */
public record PlanRequest(
    Path source,
    S3Location destination,
    Evidence evidence,
    Optional<CopyFrom> copyFrom,
    Path out,
    PlanOptions options,
    Stamp stamp) {

  /**
   * What is known of both sides without a request or a read.
   *
   * @param inventory the delivery that lists the bucket
   * @param checksums reports of compute-checksum jobs, as evidence of objects' content
   * @param state where earlier plans' knowledge of the source's files is kept, if it is
   */
  public record Evidence(
      InventoryDelivery inventory, List<ChecksumSource> checksums, Optional<Path> state) {
    /** An inventory alone. */
    public static Evidence of(InventoryDelivery inventory) {
      return new Evidence(inventory, List.of(), Optional.empty());
    }
  }

  /**
   * When and by what a plan is made.
   *
   * @param clock tells when
   * @param tool name and version of the program
   */
  public record Stamp(Clock clock, String tool) {}

  /** The delivery that lists the bucket. */
  public InventoryDelivery inventory() {
    return evidence.inventory();
  }

  /** The same request, for which every file is read: no state, and no list of MD5s. */
  public PlanRequest readingAll() {
    ContentPolicy content = options.content();
    return new PlanRequest(
        source,
        destination,
        new Evidence(evidence.inventory(), evidence.checksums(), Optional.empty()),
        copyFrom,
        out,
        new PlanOptions(
            options.naming(),
            options.selection(),
            options.reading(),
            new ContentPolicy(
                content.orphans(), content.undecided(), content.partSizes(), Optional.empty()),
            options.rules(),
            options.resources(),
            options.safety()),
        stamp);
  }
}
