package io.stocktake.planner.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;

/**
 * The result of one {@code stat}: kind, size, times and identity of an entry.
 *
 * @param kind what it is
 * @param size bytes
 * @param mtime modification time
 * @param identity which file it is, where that was asked for
 * @param owned mode, owner and links, where that was asked for
 */
public record Stat(
    Kind kind,
    long size,
    FileTime mtime,
    Optional<FileIdentity> identity,
    Optional<Ownership> owned) {
  /** How much a stat is to tell; more takes a little longer. */
  public enum Detail {
    BASIC,
    IDENTITY,
    OWNERSHIP
  }

  /**
   * Mode, owner and number of links, as {@code stat(2)} says.
   *
   * @param mode {@code st_mode}, with the bits of the kind
   * @param uid the owner's number
   * @param gid the group's number
   * @param links names that the entry has
   */
  public record Ownership(int mode, long uid, long gid, long links) {}

  /** A stat that was not asked for mode and owner. */
  public Stat(Kind kind, long size, FileTime mtime, Optional<FileIdentity> identity) {
    this(kind, size, mtime, identity, Optional.empty());
  }

  /** Sorts of entries. */
  public enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    OTHER
  }

  /** Stats an entry. */
  public static Stat of(Path path, Detail detail, LinkOption... options) throws IOException {
    if (detail == Detail.BASIC) {
      return of(Files.readAttributes(path, BasicFileAttributes.class, options));
    }
    return UnixStat.AVAILABLE
        ? UnixStat.of(Files.readAttributes(path, PosixFileAttributes.class, options), detail)
        : UnixStat.of(Files.readAttributes(path, UnixStat.VIEW, options), detail);
  }

  static Stat of(BasicFileAttributes attributes) {
    return new Stat(
        kind(attributes), attributes.size(), attributes.lastModifiedTime(), Optional.empty());
  }

  private static Kind kind(BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return Kind.FILE;
    }
    if (attributes.isDirectory()) {
      return Kind.DIRECTORY;
    }
    return attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
  }
}
