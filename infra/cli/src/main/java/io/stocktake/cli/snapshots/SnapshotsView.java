package io.stocktake.cli.snapshots;

import io.stocktake.manifests.snapshot.SnapshotFolder;
import java.util.List;

/**
 * The snapshots of a destination.
 *
 * @param snapshots from the oldest to the newest
 * @param ignored what is there and cannot be used
 */
record SnapshotsView(List<SnapshotDetails> snapshots, List<Ignored> ignored) {
  /** What cannot be used; {@code why} is a sentence. */
  record Ignored(String id, String why) {}

  /** A listing. */
  static SnapshotsView of(SnapshotFolder.Listing listing) {
    return new SnapshotsView(
        listing.snapshots().stream()
            .map(snapshot -> SnapshotDetails.of(snapshot, listing.tags(snapshot)))
            .toList(),
        listing.ignored().stream().map(one -> new Ignored(one.id(), one.why())).toList());
  }
}
