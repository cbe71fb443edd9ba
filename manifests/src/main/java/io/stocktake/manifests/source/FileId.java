package io.stocktake.manifests.source;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a file: device and inode. The device changes when a file system is mounted anew,
 * or on another machine; the inode stays.
 *
 * @param device the device, as in {@code st_dev}
 * @param inode the file on it, as in {@code st_ino}
 */
public record FileId(long device, long inode) {
  /** How the JDK's file keys of Unix file systems print: the device in hexadecimal. */
  private static final Pattern KEY = Pattern.compile("\\(dev=([0-9a-f]+),ino=(-?[0-9]+)\\)");

  /** The file that attributes are of; empty where the system does not tell. */
  public static Optional<FileId> of(BasicFileAttributes attributes) {
    Matcher key = KEY.matcher(String.valueOf(attributes.fileKey()));
    return key.matches()
        ? Optional.of(
            new FileId(Long.parseUnsignedLong(key.group(1), 16), Long.parseLong(key.group(2))))
        : Optional.empty();
  }

  /**
   * Reads {@code device:inode}.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static FileId parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("not a device and an inode: '" + text + "'");
    }
    return new FileId(
        Long.parseUnsignedLong(text.substring(0, colon)),
        Long.parseUnsignedLong(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(device) + ":" + Long.toUnsignedString(inode);
  }
}
