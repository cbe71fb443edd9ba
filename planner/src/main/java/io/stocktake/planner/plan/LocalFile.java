package io.stocktake.planner.plan;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.planner.walk.WalkedFile;

/**
 * A walked file.
 *
 * @param walked the file as the walk saw it
 * @param mapped the key it maps to, of no more bytes than a key may have
 */
record LocalFile(WalkedFile walked, String mapped) {
  /** The key as rows have it; most files need none. */
  ObjectKey key() {
    return new ObjectKey(mapped);
  }

  String name() {
    return walked.name();
  }

  long size() {
    return walked.size();
  }
}
