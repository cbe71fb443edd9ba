package io.stocktake.manifests.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * POSIX mode and owner of a file, which a row of a plan carries to the file's object.
 *
 * @param mode {@code st_mode}, with the bits that say the kind
 * @param uid user id of the owner
 * @param gid group id
 */
public record PosixAttributes(int mode, long uid, long gid) {
  private static final Pattern FORM = Pattern.compile("(0[0-7]{6}):([0-9]{1,10}):([0-9]{1,10})");
  private static final int OCTAL = 8;

  /**
   * Reads what {@link #toString} prints.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static PosixAttributes parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "attributes are a mode, a user and a group, such as 0100644:1000:1000, not " + text);
    }
    return new PosixAttributes(
        Integer.parseInt(parts.group(1), OCTAL),
        Long.parseLong(parts.group(2)),
        Long.parseLong(parts.group(3)));
  }

  /**
   * The mode in seven octal digits. The first is a zero, by which s3fs tells octal from decimal,
   * and which does not disturb rclone.
   */
  public String octalMode() {
    return String.format("%07o", mode);
  }

  @Override
  public String toString() {
    return octalMode() + ":" + uid + ":" + gid;
  }
}
