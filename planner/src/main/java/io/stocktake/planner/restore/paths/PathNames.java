package io.stocktake.planner.restore.paths;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which names can be paths below a directory, and a reversible form of those that cannot: as in
 * URLs (RFC 3986, section 2.1), {@code %XX} stands for a byte, and {@code %25} for the percent
 * sign.
 */
final class PathNames {
  /** NAME_MAX of Linux file systems, in bytes. */
  static final int MAX_NAME = 255;

  private PathNames() {}

  /** Why a name is no path below a directory; nothing if it is one. */
  static Optional<String> flaw(String name) {
    if (name.indexOf('\0') >= 0) {
      return Optional.of("it holds a NUL byte");
    }
    for (String part : name.split("/", -1)) {
      Optional<String> flaw = flawOfPart(part);
      if (flaw.isPresent()) {
        return flaw;
      }
    }
    return isAscii(name) || isEncodable(name)
        ? Optional.empty()
        : Optional.of("the system's character set has no such file name");
  }

  private static Optional<String> flawOfPart(String part) {
    if (part.isEmpty()) {
      return Optional.of("it holds an empty name: a slash at its start or end, or two in a row");
    }
    if (part.equals(".") || part.equals("..")) {
      return Optional.of("it holds the name '" + part + "'");
    }
    int bytes = isAscii(part) ? part.length() : part.getBytes(UTF_8).length;
    return bytes > MAX_NAME
        ? Optional.of(
            "it holds a name of " + bytes + " bytes, and a file's has at most " + MAX_NAME)
        : Optional.empty();
  }

  /**
   * A path that {@code %XX} gives the name back. It may have another flaw: a name that is too long
   * gets longer.
   */
  static String encoded(String name) {
    boolean ascii = !isAscii(name) && !isEncodable(name);
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      boolean escapes =
          c == 0
              || c == '%'
              || (ascii && c > '~')
              || (c == '/' && isSurplus(name, i))
              || (c == '.' && isDots(name, i));
      if (escapes) {
        escape(c, path);
      } else {
        path.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    return path.toString();
  }

  private static void escape(int codePoint, StringBuilder into) {
    for (byte b : Character.toString(codePoint).getBytes(UTF_8)) {
      into.append(String.format("%%%02X", b));
    }
  }

  /** A slash without a name on both sides; of several in a row the last one remains. */
  private static boolean isSurplus(String name, int at) {
    return at == 0 || at + 1 == name.length() || name.charAt(at + 1) == '/';
  }

  /** Whether a dot is part of a name of one or two dots alone. */
  private static boolean isDots(String name, int at) {
    int from = name.lastIndexOf('/', at) + 1;
    int slash = name.indexOf('/', at);
    String part = name.substring(from, slash < 0 ? name.length() : slash);
    return part.equals(".") || part.equals("..");
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isEncodable(String name) {
    try {
      return Path.of(name.replace('\0', '_')) != null;
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
