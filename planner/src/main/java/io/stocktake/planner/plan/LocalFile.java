package io.stocktake.planner.plan;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.planner.walk.WalkedFile;

/**
 * A walked file.
 *
 * @param walked the file as the walk saw it
 * @param key the key it maps to
 */
record LocalFile(WalkedFile walked, ObjectKey key) {
  String name() {
    return walked.name();
  }

  long size() {
    return walked.size();
  }
}
