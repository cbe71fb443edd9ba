package io.stocktake.planner.walk;

import io.stocktake.planner.files.FileIdentity;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * A regular file as a walk saw it.
 *
 * @param root the directory that was walked
 * @param name its path below the root, {@code /} between names
 * @param size bytes
 * @param mtime modification time
 * @param identity which file it is, where the walk was asked for that
 */
public record WalkedFile(
    Path root, String name, long size, FileTime mtime, Optional<FileIdentity> identity) {
  /** Where to open it; most files are never opened. */
  public Path file() {
    return root.resolve(name);
  }
}
