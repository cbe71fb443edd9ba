package io.stocktake.manifests.restore;

import io.stocktake.manifests.source.FileId;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of a path of the target that a restore insists on: as a guard is for an object. What is
 * found in another state has changed since the plan, and is left alone.
 *
 * @param file the file that was there; none where there was nothing
 */
public record LocalState(Optional<Seen> file) {
  /** There was nothing at the path. */
  public static final LocalState ABSENT = new LocalState(Optional.empty());

  private static final String NOTHING = "absent";
  private static final int FIELDS = 3;

  /**
   * A file as it was seen.
   *
   * @param size bytes
   * @param mtime modification time
   * @param id which file it was, where the system told
   */
  public record Seen(long size, Instant mtime, Optional<FileId> id) {}

  /** A file was there. */
  public static LocalState of(long size, Instant mtime, Optional<FileId> id) {
    return new LocalState(Optional.of(new Seen(size, mtime, id)));
  }

  /** What has these attributes is there. */
  public static LocalState of(BasicFileAttributes found) {
    return of(found.size(), found.lastModifiedTime().toInstant(), FileId.of(found));
  }

  /**
   * Reads {@code absent} or {@code SIZE,MTIME,DEVICE:INODE}; the last field may be empty.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static LocalState parse(String text) {
    if (text.equals(NOTHING)) {
      return ABSENT;
    }
    String[] fields = text.split(",", -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("not the state of a file: '" + text + "'");
    }
    return of(
        Long.parseLong(fields[0]),
        Instant.parse(fields[1]),
        Optional.of(fields[2]).filter(id -> !id.isEmpty()).map(FileId::parse));
  }

  @Override
  public String toString() {
    return file.map(
            seen ->
                seen.size() + "," + seen.mtime() + "," + seen.id().map(FileId::toString).orElse(""))
        .orElse(NOTHING);
  }
}
