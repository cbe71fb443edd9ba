package io.stocktake.planner.prune;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.ReservedKeys;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.inventory.InventoryManifest;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.safety.DeleteTotals;
import io.stocktake.manifests.snapshot.KnownSnapshots;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.manifests.snapshot.SnapshotReader;
import io.stocktake.planner.inventory.ObjectVersion;
import io.stocktake.planner.inventory.reader.InventoryReader;
import io.stocktake.planner.request.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Plans the removal of snapshots that are not kept: the exact versions that only they need, and
 * then their own files. Current versions, and versions that no snapshot names, are never removed.
 * Changes nothing but the directory of the plan.
 */
public final class PrunePlanner {
  private static final int ROWS_IN_MEMORY = 200_000;

  private final PruneRequest request;
  private final S3Location destination;
  private final LongAdder versions = new LongAdder();
  private final DeleteTotals removed;

  private PrunePlanner(PruneRequest request) {
    this.request = request;
    this.destination = request.destination().asFolder();
    this.removed = new DeleteTotals(request.maxDelete(), destination);
  }

  /**
   * Makes the plan that is asked for.
   *
   * @return the plan, sealed in {@code request.out()}
   * @throws StocktakeException if the inventory does not tell versions, or a snapshot cannot be
   *     read
   */
  public static Plan plan(PruneRequest request) throws IOException, InterruptedException {
    return new PrunePlanner(request).plan();
  }

  private Plan plan() throws IOException, InterruptedException {
    refuseOtherInventory();
    SnapshotFolder.Listing listing = request.snapshots().list();
    refuseUnreadable(listing);
    Map<String, List<String>> reasons = request.policy().reasons(listing);
    try (PlanWriter writer = PlanWriter.create(request.out(), false);
        ExternalSorter<NamedVersion> named =
            new ExternalSorter<>(
                writer.scratch().resolve("versions"),
                NamedVersion.CODEC,
                NamedVersion.ORDER,
                ROWS_IN_MEMORY,
                ExternalSorter.FAN_IN)) {
      collect(listing, reasons, named, writer.scratch());
      long rows = readInventory(named, writer.scratch());
      VersionNeeds needs =
          new VersionNeeds(
              row -> {
                removed.deleted(row.key().value(), row.size());
                writer.row(row);
              });
      named.drain(needs);
      for (Map.Entry<String, ETag> file : files(listing, reasons).entrySet()) {
        writer.row(forgotten(file.getKey(), file.getValue()));
      }
      removed.check(FailureCode.TOO_MANY_DELETES, "nothing was planned");
      return writer.seal(draft(listing, reasons, rows, needs.uncertain()));
    }
  }

  private void refuseOtherInventory() throws StocktakeException {
    InventoryManifest manifest = request.inventory().manifest();
    boolean covers =
        manifest.sourceBucket().equals(destination.bucket())
            && destination.prefix().startsWith(manifest.prefix());
    if (!covers) {
      throw StocktakeException.usage(
          "the inventory at "
              + request.inventory().describe()
              + " is of s3://"
              + manifest.sourceBucket()
              + "/"
              + manifest.prefix()
              + ", which does not cover "
              + destination);
    }
  }

  /** What a snapshot needs that cannot be read is not known. */
  private void refuseUnreadable(SnapshotFolder.Listing listing) throws StocktakeException {
    if (listing.snapshots().isEmpty()) {
      throw StocktakeException.usage("there is no snapshot below " + destination);
    }
    for (Snapshot snapshot : listing.snapshots()) {
      Plan.Destination of = snapshot.destination();
      if (!destination.equals(new S3Location(of.bucket(), of.prefix()))) {
        throw StocktakeException.refused(
            "the snapshot "
                + snapshot.id()
                + " is of s3://"
                + of.bucket()
                + "/"
                + of.prefix()
                + " and was copied here; nothing was planned: remove it");
      }
    }
    for (SnapshotFolder.Ignored ignored : listing.ignored()) {
      if (ignored.sealed()) {
        throw StocktakeException.refused(
            "a snapshot cannot be used, and which versions it needs cannot be told: "
                + ignored.why()
                + "; nothing was planned: mend it, or remove "
                + ignored.id());
      }
    }
  }

  private void collect(
      SnapshotFolder.Listing listing,
      Map<String, List<String>> reasons,
      ExternalSorter<NamedVersion> named,
      Path scratch)
      throws IOException {
    Path parts = Files.createDirectories(scratch.resolve("snapshots"));
    for (Snapshot snapshot : listing.snapshots()) {
      boolean kept = !reasons.get(snapshot.id()).isEmpty();
      try (SnapshotReader rows = request.snapshots().open(snapshot, parts)) {
        while (rows.hasNext()) {
          Optional<NamedVersion> version = NamedVersion.of(rows.next(), kept);
          if (version.isPresent()) {
            named.add(version.get());
          }
        }
      }
    }
  }

  private long readInventory(ExternalSorter<NamedVersion> named, Path scratch)
      throws IOException, InterruptedException {
    try (InventoryReader reader =
        new InventoryReader(
            request.inventory(),
            Files.createDirectories(scratch.resolve("inventory")),
            Resources.defaults().threads())) {
      return reader.readVersions(version -> listed(version, named));
    }
  }

  private void listed(ObjectVersion version, ExternalSorter<NamedVersion> named)
      throws IOException {
    if (!version.tellsVersions()) {
      throw StocktakeException.usage(
          FailureCode.INVENTORY_WITHOUT_VERSIONS,
          "the inventory at "
              + request.inventory().describe()
              + " lists current objects alone, so it does not tell which versions there are");
    }
    String key = new String(version.row().key(), UTF_8);
    if (version.isCurrent()) {
      refuseOtherSnapshots(key);
    }
    if (version.deleteMarker() || !key.startsWith(destination.prefix())) {
      return;
    }
    versions.increment();
    removed.object(key);
    if (!version.latest()) {
      named.add(NamedVersion.of(version, key));
    }
  }

  /**
   * Destinations may lie in one another; what the snapshots of another one need is not looked at.
   */
  private void refuseOtherSnapshots(String key) throws StocktakeException {
    int folder = key.indexOf(ReservedKeys.SNAPSHOTS);
    boolean isRoot = folder == 0 || (folder > 0 && key.charAt(folder - 1) == '/');
    if (!isRoot || !key.endsWith("/" + SnapshotFolder.DOCUMENT)) {
      return;
    }
    String other = key.substring(0, folder);
    boolean overlaps =
        other.startsWith(destination.prefix()) || destination.prefix().startsWith(other);
    if (overlaps && !other.equals(destination.prefix())) {
      throw StocktakeException.refused(
          "there are snapshots of s3://"
              + destination.bucket()
              + "/"
              + other
              + " too, which may need versions below "
              + destination
              + "; nothing was planned: remove them first, if they are not wanted");
    }
  }

  /** The files of the snapshots that are not kept, by name. */
  private Map<String, ETag> files(SnapshotFolder.Listing listing, Map<String, List<String>> reasons)
      throws IOException {
    Map<String, ETag> files = new TreeMap<>();
    for (Snapshot snapshot : listing.snapshots()) {
      if (reasons.get(snapshot.id()).isEmpty()) {
        files.putAll(request.snapshots().files(snapshot));
      }
    }
    return files;
  }

  private PlanRow forgotten(String file, ETag etag) {
    return new PlanRow(
        Action.DELETE,
        Reason.FORGOTTEN,
        new ObjectKey(destination.prefix() + ReservedKeys.SNAPSHOTS + file),
        "",
        0,
        Optional.empty(),
        Optional.empty(),
        Guard.match(etag),
        Optional.empty());
  }

  private Plan draft(
      SnapshotFolder.Listing listing,
      Map<String, List<String>> reasons,
      long rows,
      long uncertain) {
    InventoryManifest manifest = request.inventory().manifest();
    Map<String, String> options = new TreeMap<>();
    options.put(
        Plan.SNAPSHOTS,
        listing.snapshots().stream()
            .map(snapshot -> KnownSnapshots.text(snapshot, listing.tags(snapshot)))
            .collect(Collectors.joining(" ")));
    options.put(
        KnownSnapshots.PRUNED,
        reasons.entrySet().stream()
            .filter(entry -> entry.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(" ")));
    return Plan.draft(
        request.stamp().clock().instant().toString(),
        request.stamp().tool(),
        new Plan.Source(
            listing.snapshots().get(listing.snapshots().size() - 1).source(),
            Plan.Coverage.COMPLETE),
        new Plan.Destination(destination.bucket(), destination.prefix()),
        new Plan.Inventory(
            request.inventory().describe(),
            manifest.scanned().toString(),
            manifest.md5(),
            manifest.files().size(),
            rows,
            true),
        options,
        new Plan.Compared(0, 0, versions.sum(), 0, 0, 0, 0, 0, 0, 0, 0, 0),
        notes(listing, reasons, uncertain));
  }

  private static List<String> notes(
      SnapshotFolder.Listing listing, Map<String, List<String>> reasons, long uncertain) {
    List<String> notes = new ArrayList<>();
    reasons.forEach(
        (id, why) ->
            notes.add(
                why.isEmpty()
                    ? "Removes the snapshot " + id + "."
                    : "Keeps the snapshot " + id + ": " + String.join(", ", why) + "."));
    listing
        .ignored()
        .forEach(ignored -> notes.add("Left alone, since it is no snapshot: " + ignored.why()));
    notes.add("What this plan removes cannot be brought back.");
    if (uncertain > 0) {
      notes.add(
          uncertain
              + " versions stay, since they cannot be told from others: the inventory does not say"
              + " their ETag or size, or they were written without versioning.");
    }
    return notes;
  }
}
