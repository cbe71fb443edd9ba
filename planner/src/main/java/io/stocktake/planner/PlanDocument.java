package io.stocktake.planner;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.InventoryManifest;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.planner.join.KeyTable;
import io.stocktake.planner.reconcile.OrphanPolicy;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a plan's {@code plan.json}: sides, options, coverage, totals and notes; also for the parts
 * of a sync.
 */
final class PlanDocument {
  private final PlanRequest request;
  private final SourceFiles files;
  private final PlanProgress progress;
  private final KeyTable objects;
  private final long inventoryRows;
  private final boolean tellsEncryption;

  /**
   * The document of a plan whose inventory is read.
   *
   * @param objects what was read
   * @param inventoryRows rows read, those that take no part included
   * @param tellsEncryption whether every row says how its object is encrypted
   */
  PlanDocument(
      PlanRequest request,
      SourceFiles files,
      PlanProgress progress,
      KeyTable objects,
      long inventoryRows,
      boolean tellsEncryption) {
    this.request = request;
    this.files = files;
    this.progress = progress;
    this.objects = objects;
    this.inventoryRows = inventoryRows;
    this.tellsEncryption = tellsEncryption;
  }

  /** The document of a part that is sealed during the walk: it proves no absence. */
  Plan early() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "A part of a sync, sealed while the source was still being walked: what was compared is"
            + " what had been by then. What needs all of the source is in the last part.");
    return draft(Coverage.PARTIAL, compared(false), notes);
  }

  /** The document of the whole plan, with its notes. */
  Plan whole(Coverage coverage, Plan.Compared compared, List<String> notes) {
    List<String> all = new ArrayList<>(notes);
    if (!tellsEncryption && request.options().content().orphans() != OrphanPolicy.LIST) {
      all.add(
          "The inventory does not say how objects are encrypted. An object under SSE-KMS can"
              + " appear changed ('same size, different content') even if it is not. apply checks"
              + " these with a HEAD request first and skips the encrypted ones; an S3 Inventory"
              + " with EncryptionStatus saves these requests.");
    }
    oldInventory().ifPresent(all::add);
    if (progress.files() == 0) {
      all.add(
          "NO FILE WAS COMPARED: "
              + files.tree().location()
              + (progress.leftOut() + progress.setAside() == 0
                  ? " holds none. Is it the right directory, and is its disk mounted?"
                  : " holds none that the filters let pass. Of several filters the first that"
                      + " matches decides."));
    }
    futureInventory().ifPresent(all::add);
    if (request.options().reading().sizeOnly()) {
      all.add("Files count as the same by size only: a change that keeps the size is not noticed.");
    }
    if (request.options().reading().draws()) {
      all.add(
          "The share of files that were read was drawn by the seed "
              + request.options().reading().seed()
              + "; the same seed draws the same.");
    }
    all.addAll(files.notes(progress));
    request.inventory().passedOver().forEach(flaw -> all.add("Passed over: " + flaw + "."));
    return draft(coverage, compared, all);
  }

  /** No note if the user set a limit on the age. */
  private Optional<String> oldInventory() {
    Instant scanned = request.inventory().manifest().scanned();
    Duration age = Duration.between(scanned, request.stamp().clock().instant());
    return age.compareTo(Safety.OLD) > 0 && request.options().safety().maxInventoryAge().isEmpty()
        ? Optional.of(
            "The inventory is "
                + Safety.words(age)
                + " old; objects that changed since then are not in this plan and will be reported"
                + " as drifted. A limit on its age refuses an old one.")
        : Optional.empty();
  }

  private Optional<String> futureInventory() {
    Instant scanned = request.inventory().manifest().scanned();
    Duration ahead = Duration.between(request.stamp().clock().instant(), scanned);
    return ahead.compareTo(Safety.SKEW) > 0
        ? Optional.of(
            "The inventory was scanned "
                + Safety.words(ahead)
                + " ahead of this machine's clock: one of the two clocks is wrong, so how old the"
                + " inventory is cannot be told.")
        : Optional.empty();
  }

  /**
   * What was compared so far.
   *
   * @param countsOrphans whether an object that no file has claimed has none
   */
  Plan.Compared compared(boolean countsOrphans) {
    return new Plan.Compared(
        progress.files(),
        progress.fileBytes(),
        objects.size(),
        objects.bytes(),
        progress.same(),
        progress.sameBytes(),
        countsOrphans ? objects.unclaimed() : 0,
        countsOrphans ? objects.unclaimedBytes() : 0,
        progress.hashed(),
        progress.hashedBytes(),
        progress.remembered(),
        progress.skipped());
  }

  private Plan draft(Coverage coverage, Plan.Compared compared, List<String> notes) {
    InventoryManifest manifest = request.inventory().manifest();
    S3Location destination = request.destination().asFolder();
    return Plan.draft(
        request.stamp().clock().instant().toString(),
        request.stamp().tool(),
        new Plan.Source(files.tree().location(), coverage),
        new Plan.Destination(destination.bucket(), destination.prefix()),
        new Plan.Inventory(
            request.inventory().describe(),
            manifest.scanned().toString(),
            manifest.md5(),
            manifest.files().size(),
            inventoryRows,
            tellsEncryption),
        options(),
        compared,
        List.copyOf(notes));
  }

  private Map<String, String> options() {
    Map<String, String> options = request.options().describe();
    files.tree().id().ifPresent(id -> options.put(Plan.SOURCE_ID, id.toString()));
    request
        .copyFrom()
        .ifPresent(
            from -> {
              options.put(Plan.COPY_FROM, from.location().asFolder().toString());
              options.put(Plan.COPY_SCANNED, from.inventory().manifest().scanned().toString());
            });
    return options;
  }
}
