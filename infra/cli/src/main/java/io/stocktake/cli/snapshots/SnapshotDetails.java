package io.stocktake.cli.snapshots;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.snapshot.Snapshot;
import java.util.List;
import java.util.Set;

/**
 * What a snapshot is of, and what it comes to.
 *
 * @param kind {@code full}, or {@code delta} of one that changes another
 * @param base the full snapshot that it changes; empty of a full one
 * @param partial whether it lacks something
 * @param notStored files in it that no object holds
 * @param bytes bytes of its own parts
 * @param snapshot all that is known of it
 */
record SnapshotDetails(
    String id,
    String taken,
    String plan,
    String source,
    String destination,
    String kind,
    String base,
    boolean partial,
    Plan.Coverage coverage,
    long rows,
    long files,
    long fileBytes,
    long notStored,
    long bytes,
    List<String> tags,
    @JsonIgnore Snapshot snapshot) {
  /** A snapshot with its tags. */
  static SnapshotDetails of(Snapshot snapshot, Set<String> tags) {
    return new SnapshotDetails(
        snapshot.id(),
        snapshot.taken(),
        snapshot.plan(),
        snapshot.source(),
        "s3://" + snapshot.destination().bucket() + "/" + snapshot.destination().prefix(),
        snapshot.baseId().isPresent() ? "delta" : "full",
        snapshot.base(),
        snapshot.isPartial(),
        snapshot.coverage(),
        snapshot.totals().rows(),
        snapshot.totals().files(),
        snapshot.totals().fileBytes(),
        snapshot.totals().notStored(),
        bytes(snapshot.parts()) + bytes(snapshot.removed()),
        List.copyOf(tags),
        snapshot);
  }

  private static long bytes(List<Plan.Part> parts) {
    return parts.stream().mapToLong(Plan.Part::bytes).sum();
  }
}
