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
 */
public record Stat(Kind kind, long size, FileTime mtime, Optional<FileIdentity> identity) {
  /** Sorts of entries. */
  public enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    OTHER
  }

  /**
   * Stats an entry.
   *
   * @param identify whether to tell its identity, which takes a little longer
   */
  public static Stat of(Path path, boolean identify, LinkOption... options) throws IOException {
    if (!identify) {
      return of(Files.readAttributes(path, BasicFileAttributes.class, options));
    }
    return UnixStat.AVAILABLE
        ? UnixStat.of(Files.readAttributes(path, PosixFileAttributes.class, options))
        : UnixStat.of(Files.readAttributes(path, UnixStat.VIEW, options));
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
