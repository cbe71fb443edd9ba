package io.stocktake.planner.walk;

import io.stocktake.manifests.StoredLink;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * A regular file as a walk saw it, or a link that is stored as one.
 *
 * @param file where to open it
 * @param name its path below the root, {@code /} between names
 * @param size bytes
 * @param mtime modification time
 * @param identity which file it is, where the walk was asked for that
 */
public record WalkedFile(
    Path file, String name, long size, FileTime mtime, Optional<FileIdentity> identity) {

  /** Whether it is a link, and its content the text of its target. */
  public boolean isLink() {
    return StoredLink.is(file, name);
  }
}
