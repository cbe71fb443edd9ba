package io.stocktake.planner.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** What a file system says of an entry, by one look at it. */
record Stat(Kind kind, long size, FileTime mtime, Optional<FileIdentity> identity) {
  /** Sorts of entries. */
  enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    OTHER
  }

  /**
   * Looks at an entry.
   *
   * @param identify whether to tell its identity, which takes a little longer
   */
  static Stat of(Path path, boolean identify, LinkOption... options) throws IOException {
    return identify
        ? Inodes.stat(path, options)
        : of(Files.readAttributes(path, BasicFileAttributes.class, options), Optional.empty());
  }

  static Stat of(BasicFileAttributes attributes, Optional<FileIdentity> identity) {
    return new Stat(kind(attributes), attributes.size(), attributes.lastModifiedTime(), identity);
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
