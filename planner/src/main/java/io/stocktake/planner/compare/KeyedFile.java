package io.stocktake.planner.compare;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.source.FileId;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.source.WalkedFile;
import java.util.Optional;

/**
 * A walked file.
 *
 * @param walked the file as the walk saw it
 * @param mapped the key it maps to, of no more bytes than a key may have
 */
record KeyedFile(WalkedFile walked, String mapped) {
  /** The key as rows have it; most files need none. */
  ObjectKey key() {
    return new ObjectKey(mapped);
  }

  /** Which file it is, where the walk could tell. */
  Optional<FileId> id() {
    return walked.identity().map(FileIdentity::id);
  }

  String name() {
    return walked.name();
  }

  long size() {
    return walked.size();
  }
}
