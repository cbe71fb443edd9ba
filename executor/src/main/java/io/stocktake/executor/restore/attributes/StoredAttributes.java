package io.stocktake.executor.restore.attributes;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * File attributes as backup tools keep them in the user metadata of an object. Names and forms:
 *
 * <ul>
 *   <li>rclone: {@code mtime} in seconds with a fraction, or RFC 3339 with {@code --metadata};
 *       {@code mode} octal, {@code uid}, {@code gid}.
 *   <li>s3fs: {@code mtime} in seconds; {@code mode} decimal, or octal with a leading zero; {@code
 *       uid}, {@code gid}.
 *   <li>AWS DataSync, Storage Gateway and FSx: {@code file-mtime} with a unit ({@code ns}), {@code
 *       file-permissions} octal, {@code file-owner}, {@code file-group}.
 *   <li>s3cmd: all in {@code s3cmd-attrs}, as {@code mode:33188/mtime:1700000000/uid:0}; the mode
 *       is decimal.
 * </ul>
 *
 * <p>What is in no known form counts as not there.
 *
 * @param mode permissions and special bits, without the type of the file
 * @param uid number of the owner
 * @param gid number of the group
 * @param mtime modification time
 */
public record StoredAttributes(
    OptionalInt mode, OptionalInt uid, OptionalInt gid, Optional<Instant> mtime) {
  /** The permissions and special bits of a mode. */
  public static final int MODE_BITS = 07777;

  private static final int TYPE_BITS = 0170000;
  private static final int MOST = 0177777;
  private static final Pattern OCTAL = Pattern.compile("[0-7]{1,7}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,10}");
  private static final Pattern TIME =
      Pattern.compile("(-?[0-9]{1,19}(?:\\.[0-9]{1,9})?)(ns|us|ms|s|)");

  /** Types of a file, in a mode: fifo, character device, directory, block device ... socket. */
  private static final int TYPE_UNIT = 010000;

  /** The attributes that user metadata tells. */
  public static StoredAttributes of(Map<String, String> metadata) {
    Map<String, String> s3cmd = s3cmd(metadata.getOrDefault("s3cmd-attrs", ""));
    return new StoredAttributes(
        number(
            first(
                parsed(metadata, "mode", StoredAttributes::mode),
                parsed(metadata, "file-permissions", StoredAttributes::octal),
                parsed(s3cmd, "mode", StoredAttributes::mode))),
        number(id(metadata, s3cmd, "uid", "file-owner")),
        number(id(metadata, s3cmd, "gid", "file-group")),
        first(
            parsed(metadata, "mtime", StoredAttributes::time),
            parsed(metadata, "file-mtime", StoredAttributes::time),
            parsed(s3cmd, "mtime", StoredAttributes::time)));
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return mode.isEmpty() && uid.isEmpty() && gid.isEmpty() && mtime.isEmpty();
  }

  private static Optional<Integer> id(
      Map<String, String> metadata, Map<String, String> s3cmd, String name, String dataSync) {
    return first(
        parsed(metadata, name, StoredAttributes::decimal),
        parsed(metadata, dataSync, StoredAttributes::decimal),
        parsed(s3cmd, name, StoredAttributes::decimal));
  }

  private static Map<String, String> s3cmd(String attributes) {
    Map<String, String> all = new HashMap<>();
    for (String attribute : attributes.split("/", -1)) {
      int colon = attribute.indexOf(':');
      if (colon > 0) {
        all.put(attribute.substring(0, colon), attribute.substring(colon + 1));
      }
    }
    return all;
  }

  private static <T> Optional<T> parsed(
      Map<String, String> metadata, String name, Function<String, Optional<T>> form) {
    return Optional.ofNullable(metadata.get(name)).map(String::strip).flatMap(form);
  }

  private static <T> Optional<T> first(Optional<T> one, Optional<T> other, Optional<T> last) {
    return one.or(() -> other).or(() -> last);
  }

  private static OptionalInt number(Optional<Integer> found) {
    return found.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private static Optional<Integer> decimal(String text) {
    return DECIMAL.matcher(text).matches()
        ? Optional.of(Long.parseLong(text))
            .filter(id -> id <= Integer.MAX_VALUE)
            .map(Long::intValue)
        : Optional.empty();
  }

  private static Optional<Integer> octal(String text) {
    return OCTAL.matcher(text).matches()
        ? Optional.of(Integer.parseInt(text, 8))
            .filter(mode -> mode <= MOST)
            .map(mode -> mode & MODE_BITS)
        : Optional.empty();
  }

  /** A leading zero says octal; without, a number that is a whole mode in decimal is one. */
  private static Optional<Integer> mode(String text) {
    Optional<Integer> whole =
        text.startsWith("0")
            ? Optional.empty()
            : decimal(text).filter(StoredAttributes::hasType).map(mode -> mode & MODE_BITS);
    return whole.isPresent() ? whole : octal(text);
  }

  /** Whether a number is a mode with the type of the file. */
  private static boolean hasType(int mode) {
    int type = (mode & TYPE_BITS) / TYPE_UNIT;
    return mode <= MOST
        && switch (type) {
          case 1, 2, 4, 6, 8, 10, 12 -> true;
          default -> false;
        };
  }

  private static Optional<Instant> time(String text) {
    Matcher number = TIME.matcher(text);
    try {
      return Optional.of(
          number.matches()
              ? time(new BigDecimal(number.group(1)), number.group(2))
              : Instant.parse(text.replaceFirst("\\+00:?00$", "Z")));
    } catch (DateTimeParseException e) {
      return offsetTime(text);
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> offsetTime(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant time(BigDecimal number, String unit) {
    int digits =
        switch (unit) {
          case "ns" -> 9;
          case "us" -> 6;
          case "ms" -> 3;
          default -> 0;
        };
    BigDecimal seconds = number.movePointLeft(digits);
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    return Instant.ofEpochSecond(
        whole.longValueExact(), seconds.subtract(whole).movePointRight(9).longValue());
  }
}
