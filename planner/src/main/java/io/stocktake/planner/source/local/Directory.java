package io.stocktake.planner.source.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory to visit, with the way to it.
 *
 * @param path where it is
 * @param prefix its path below the root, with a slash at the end; empty for the root
 * @param parent the directory it was found in; null for the root
 */
record Directory(Path path, String prefix, Directory parent) {
  /** Whether {@code target} is this directory or one above it, by any path. */
  boolean isBelow(Path target) throws IOException {
    for (Directory d = this; d != null; d = d.parent) {
      if (Files.isSameFile(target, d.path)) {
        return true;
      }
    }
    return false;
  }
}
