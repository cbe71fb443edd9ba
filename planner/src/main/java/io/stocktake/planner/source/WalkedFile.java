package io.stocktake.planner.source;

import io.stocktake.manifests.StoredLink;
import io.stocktake.planner.files.FileIdentity;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * A regular file as a walk saw it, or a link that is stored as one.
 *
 * @param name its path below the root of its tree, {@code /} between names; of a link, with {@link
 *     StoredLink#SUFFIX}
 * @param size bytes
 * @param mtime modification time
 * @param identity which file it is, where the walk was asked for that
 * @param isLink whether it is a link, and its content the text of its target
 * @param entry the entry with its attributes, where the walk was asked for them
 */
public record WalkedFile(
    String name,
    long size,
    FileTime mtime,
    Optional<FileIdentity> identity,
    boolean isLink,
    Optional<WalkedEntry> entry) {
  /** A regular file. */
  public WalkedFile(String name, long size, FileTime mtime, Optional<FileIdentity> identity) {
    this(name, size, mtime, identity, false);
  }

  /** A file of which nobody asked for the attributes. */
  public WalkedFile(
      String name, long size, FileTime mtime, Optional<FileIdentity> identity, boolean isLink) {
    this(name, size, mtime, identity, isLink, Optional.empty());
  }
}
