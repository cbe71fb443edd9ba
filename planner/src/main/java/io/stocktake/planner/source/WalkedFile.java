package io.stocktake.planner.source;

import io.stocktake.manifests.StoredLink;
import io.stocktake.planner.files.FileIdentity;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * A regular file as a walk saw it, or a link that is stored as one.
 *
 * @param root the directory that was walked
 * @param name its path below the root, {@code /} between names; of a link, with {@link
 *     StoredLink#SUFFIX}
 * @param size bytes
 * @param mtime modification time
 * @param identity which file it is, where the walk was asked for that
 * @param isLink whether it is a link, and its content the text of its target
 */
public record WalkedFile(
    Path root,
    String name,
    long size,
    FileTime mtime,
    Optional<FileIdentity> identity,
    boolean isLink) {
  /** A regular file. */
  public WalkedFile(
      Path root, String name, long size, FileTime mtime, Optional<FileIdentity> identity) {
    this(root, name, size, mtime, identity, false);
  }

  /** Where to open it; most files are never opened. */
  public Path file() {
    return root.resolve(
        isLink ? name.substring(0, name.length() - StoredLink.SUFFIX.length()) : name);
  }
}
