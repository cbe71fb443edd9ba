package io.stocktake.cli.snapshots;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.inputs.ApplySession;
import io.stocktake.cli.inputs.InventorySource;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.parse.Version;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.manifests.snapshot.SnapshotReader;
import io.stocktake.planner.inventory.reader.InventoryReader;
import io.stocktake.planner.prune.PrunePlanner;
import io.stocktake.planner.prune.PruneRequest;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.request.Resources;
import io.stocktake.planner.restore.source.ObjectSource;
import io.stocktake.planner.restore.source.SnapshotObjects;
import io.stocktake.planner.snapshot.SnapshotCheck;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The snapshots of a destination, opened for a command. */
public final class SnapshotSession implements Closeable {
  private final S3Location destination;
  private final AwsSession session;
  private final SnapshotFolder folder;
  private final Path scratch;

  private SnapshotSession(S3Location destination, AwsSession session) throws IOException {
    this.destination = destination.asFolder();
    this.session = session;
    this.folder = new SnapshotFolder(files(session, destination));
    this.scratch = Files.createTempDirectory("stocktake-snapshots-");
  }

  /** Opens the snapshots below a bucket or prefix. */
  public static SnapshotSession open(S3Location destination, ConnectionOptions connection)
      throws IOException {
    AwsSession session = connection.open(1);
    try {
      session.checkBucket(destination.bucket());
      return new SnapshotSession(destination, session);
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static ConditionalFiles files(AwsSession session, S3Location destination) {
    return session.files(ApplySession.snapshots(destination));
  }

  /** Lists the snapshots. */
  SnapshotFolder.Listing list() throws IOException {
    return folder.list();
  }

  /**
   * The snapshot of this id or tag.
   *
   * @throws StocktakeException of kind USAGE if there is none, or it cannot be used
   */
  Snapshot find(String name, SnapshotFolder.Listing listing) throws StocktakeException {
    for (SnapshotFolder.Ignored ignored : listing.ignored()) {
      if (ignored.id().equals(name)) {
        throw StocktakeException.usage(ignored.why());
      }
    }
    return listing
        .find(name)
        .orElseThrow(
            () ->
                StocktakeException.usage(
                    "there is no snapshot '"
                        + name
                        + "'; to see them: stocktake snapshots list "
                        + destination));
  }

  /**
   * Chooses the snapshot to restore.
   *
   * @param name its id or tag, if it was named
   * @param at else the newest one that is not newer than this time, if it was given
   * @throws StocktakeException of kind USAGE if there is none
   */
  public Snapshot choose(Optional<String> name, Optional<Instant> at) throws IOException {
    SnapshotFolder.Listing listing = list();
    Snapshot chosen = name.isPresent() ? find(name.get(), listing) : newest(listing, at);
    Plan.Destination of = chosen.destination();
    if (!destination.equals(new S3Location(of.bucket(), of.prefix()))) {
      throw StocktakeException.usage(
          "the snapshot "
              + chosen.id()
              + " is of s3://"
              + of.bucket()
              + "/"
              + of.prefix()
              + " and was copied here; it cannot be restored from here");
    }
    return chosen;
  }

  /** No snapshot is taken for the newest while it is not certain which one that is. */
  private Snapshot newest(SnapshotFolder.Listing listing, Optional<Instant> at)
      throws StocktakeException {
    for (SnapshotFolder.Ignored ignored : listing.ignored()) {
      if (ignored.sealed()) {
        throw StocktakeException.usage(ignored.why() + "; name the one to restore by --snapshot");
      }
    }
    if (listing.whole().stream().map(Snapshot::source).distinct().count() > 1) {
      throw StocktakeException.usage(
          "there are snapshots of several sources below "
              + destination
              + "; name the one to restore by --snapshot");
    }
    return listing.whole().stream()
        .filter(snapshot -> at.filter(snapshot.time()::isAfter).isEmpty())
        .reduce((older, newer) -> newer)
        .orElseThrow(
            () ->
                StocktakeException.usage(
                    "there is no snapshot below "
                        + destination
                        + at.map(time -> " of " + time + " or before").orElse("")
                        + "; to restore from an inventory, give --inventory"));
  }

  /** The objects, paths and attributes that a snapshot knows. */
  public ObjectSource objects(Snapshot snapshot) {
    return new SnapshotObjects(folder, snapshot);
  }

  /** Writes the plan that removes the snapshots that are not kept. */
  public void prune(PruneOptions options, InventorySource inventory)
      throws IOException, InterruptedException {
    refuseSnapshotsAround();
    PrunePlanner.plan(
        new PruneRequest(
            destination,
            folder,
            options.policy(),
            inventory.delivery(),
            options.maxDelete(),
            options.out(),
            new PlanRequest.Stamp(Clock.systemUTC(), Version.text())));
  }

  /** The inventory may be of this prefix alone, and not tell of destinations around it. */
  private void refuseSnapshotsAround() throws IOException {
    String prefix = destination.prefix();
    for (int end = 0; end < prefix.length(); end = prefix.indexOf('/', end) + 1) {
      S3Location around = new S3Location(destination.bucket(), prefix.substring(0, end));
      boolean any =
          files(session, around).listAll().stream()
              .anyMatch(name -> name.endsWith("/" + SnapshotFolder.DOCUMENT));
      if (any) {
        throw StocktakeException.refused(
            "there are snapshots of "
                + around
                + " too, which may need versions below "
                + destination
                + "; nothing was planned");
      }
    }
  }

  /** All rows of a snapshot. */
  SnapshotReader rows(Snapshot snapshot) throws IOException {
    return folder.open(snapshot, scratch);
  }

  /** Gives a snapshot a name, and tells whether it is a new one. */
  boolean tag(Snapshot snapshot, String name) throws IOException {
    return folder.tag(snapshot, name);
  }

  /** Compares a snapshot with an inventory. */
  SnapshotCheck.Result check(
      Snapshot snapshot, InventorySource inventory, SnapshotCheck.FindingConsumer findings)
      throws IOException, InterruptedException {
    Path files = Files.createDirectories(scratch.resolve("inventory"));
    try (SnapshotReader rows = rows(snapshot);
        InventoryReader reader =
            new InventoryReader(inventory.delivery(), files, Resources.defaults().threads())) {
      return SnapshotCheck.check(rows, reader, snapshot.destination().prefix(), scratch, findings);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      FileTrees.delete(scratch);
    } finally {
      session.close();
    }
  }
}
