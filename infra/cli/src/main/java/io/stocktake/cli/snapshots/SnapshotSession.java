package io.stocktake.cli.snapshots;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.executor.snapshot.SnapshotSealer;
import io.stocktake.manifests.ReservedKeys;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.io.ConditionalFiles;

/** The snapshots of a destination, opened for a command. */
public final class SnapshotSession {
  private SnapshotSession() {}

  /** What seals the snapshots of plans for a destination. */
  public static SnapshotSealer sealer(AwsSession session, S3Location destination) {
    return new SnapshotSealer(files(session, destination), SyncDirectory::partsOf);
  }

  static ConditionalFiles files(AwsSession session, S3Location destination) {
    S3Location folder = destination.asFolder();
    return session.files(new S3Location(folder.bucket(), folder.prefix() + ReservedKeys.SNAPSHOTS));
  }
}
