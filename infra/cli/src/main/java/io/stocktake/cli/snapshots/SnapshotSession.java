package io.stocktake.cli.snapshots;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.inputs.InventorySource;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.executor.snapshot.SnapshotSealer;
import io.stocktake.manifests.ReservedKeys;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.ConditionalFiles;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.manifests.snapshot.SnapshotReader;
import io.stocktake.planner.inventory.reader.InventoryReader;
import io.stocktake.planner.request.Resources;
import io.stocktake.planner.snapshot.SnapshotCheck;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

  /** What seals the snapshots of plans for a destination. */
  public static SnapshotSealer sealer(AwsSession session, S3Location destination) {
    return new SnapshotSealer(files(session, destination), SyncDirectory::partsOf);
  }

  private static ConditionalFiles files(AwsSession session, S3Location destination) {
    S3Location folder = destination.asFolder();
    return session.files(new S3Location(folder.bucket(), folder.prefix() + ReservedKeys.SNAPSHOTS));
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
