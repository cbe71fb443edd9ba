package io.stocktake.planner.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/** What a file system says of an entry, by one look at it. */
record Stat(Kind kind, long size, FileTime mtime, Optional<FileIdentity> identity) {
  private static final String UNIX = "unix:mode,size,lastModifiedTime,ctime,ino,dev";
  private static final int TYPE = 0xf000;

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
        ? of(Files.readAttributes(path, UNIX, options))
        : of(Files.readAttributes(path, BasicFileAttributes.class, options));
  }

  private static Stat of(BasicFileAttributes attributes) {
    Kind kind =
        attributes.isRegularFile()
            ? Kind.FILE
            : attributes.isDirectory()
                ? Kind.DIRECTORY
                : attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    return new Stat(kind, attributes.size(), attributes.lastModifiedTime(), Optional.empty());
  }

  private static Stat of(Map<String, Object> attributes) {
    Kind kind =
        switch ((int) attributes.get("mode") & TYPE) {
          case 0x8000 -> Kind.FILE;
          case 0x4000 -> Kind.DIRECTORY;
          case 0xa000 -> Kind.LINK;
          default -> Kind.OTHER;
        };
    FileIdentity identity =
        new FileIdentity(
            (long) attributes.get("dev"),
            (long) attributes.get("ino"),
            (FileTime) attributes.get("ctime"));
    return new Stat(
        kind,
        (long) attributes.get("size"),
        (FileTime) attributes.get("lastModifiedTime"),
        Optional.of(identity));
  }
}
