package io.stocktake.planner.restore.resolve;

import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.planner.files.ExtendedAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;

/**
 * Compares the attributes that a path has with those that a snapshot knows, as far as a restore
 * could set them: owners by root alone.
 */
public final class AttributeComparison {
  private static final String VIEW = "unix:mode,uid,gid,lastModifiedTime";
  private static final int MODE_BITS = 07777;
  private static final int PERMISSIONS = 0777;
  private static final int TYPE_BITS = 0170000;
  private static final int LINK = 0120000;

  private final Path root;
  private final boolean owners;

  /** A comparison of what is below a directory, whose path holds no symbolic link. */
  public AttributeComparison(Path root) throws IOException {
    this.root = root;
    this.owners = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /**
   * Whether nothing is to be set.
   *
   * @param name the path below the root
   * @throws IOException if the attributes cannot be read
   */
  public boolean isSame(String name, EntryAttributes known) throws IOException {
    Path path = root.resolve(name).normalize();
    Map<String, Object> found = Files.readAttributes(path, VIEW, LinkOption.NOFOLLOW_LINKS);
    int mode = (int) found.get("mode");
    Instant mtime = ((FileTime) found.get("lastModifiedTime")).toInstant();
    return isSameMode(mode, known.mode())
        && isSameTime(mtime, known)
        && (!owners
            || (Integer.toUnsignedLong((int) found.get("uid")) == known.uid()
                && Integer.toUnsignedLong((int) found.get("gid")) == known.gid()))
        && hasExtended(path, known.xattrs());
  }

  /** Others than the known ones stay as they are. */
  private boolean hasExtended(Path path, Map<String, Bytes> known) throws IOException {
    if (known.isEmpty()) {
      return true;
    }
    if (!ExtendedAttributes.readable()) {
      return false;
    }
    Map<String, byte[]> found = ExtendedAttributes.read(root, path, false, known::containsKey);
    return known.entrySet().stream()
        .allMatch(
            attribute ->
                Arrays.equals(attribute.getValue().toArray(), found.get(attribute.getKey())));
  }

  /** Java sets the time of a link in microseconds. */
  private static boolean isSameTime(Instant found, EntryAttributes known) {
    return isLink(known.mode())
        ? found.truncatedTo(ChronoUnit.MICROS).equals(known.mtime().truncatedTo(ChronoUnit.MICROS))
        : found.equals(known.mtime());
  }

  private static boolean isLink(int mode) {
    return (mode & TYPE_BITS) == LINK;
  }

  /** Links have no mode of their own, and special bits are restored only where they are wished. */
  private static boolean isSameMode(int found, int known) {
    return isLink(known)
        || ((found & PERMISSIONS) == (known & PERMISSIONS) && (found & ~known & MODE_BITS) == 0);
  }
}
