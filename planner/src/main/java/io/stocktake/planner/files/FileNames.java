package io.stocktake.planner.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** File names as text, where they are text: a file system's names are bytes. */
final class FileNames {
  private static final char REPLACEMENT = '\uFFFD';
  private static final String PLAIN = "-_.!~*'():@&=+$,;";

  private FileNames() {}

  /**
   * A name, or nothing if its bytes are not UTF-8. Such bytes are decoded to U+FFFD, which a valid
   * name may contain as well.
   */
  static Optional<String> text(byte[] name) {
    String text = new String(name, UTF_8);
    return text.indexOf(REPLACEMENT) < 0 || isUtf8(name) ? Optional.of(text) : Optional.empty();
  }

  /** A name of any bytes, those outside ASCII as {@code %XX}. */
  static String escaped(byte[] name) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : name) {
      boolean plain = b > 0 && (Character.isLetterOrDigit(b) || PLAIN.indexOf(b) >= 0);
      escaped.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b));
    }
    return escaped.toString();
  }

  /**
   * The bytes of a directory entry's name. Where the JDK has decoded some to U+FFFD, the URI form
   * tells them.
   */
  static byte[] bytes(Path entry) {
    String name = String.valueOf(entry.getFileName());
    return isText(name) ? bytes(name) : percentDecoded(entry.toUri().getRawPath());
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Whether the JDK has decoded all of a path. */
  static boolean isText(String path) {
    return path.indexOf(REPLACEMENT) < 0;
  }

  /** The last name of a path that may end in a slash. */
  private static byte[] percentDecoded(String path) {
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String raw = trimmed.substring(trimmed.lastIndexOf('/') + 1);
    byte[] out = new byte[raw.length()];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        out[length++] = (byte) Integer.parseInt(raw, i + 1, i + 3, 16);
        i += 2;
      } else {
        out[length++] = (byte) raw.charAt(i);
      }
    }
    return Arrays.copyOf(out, length);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
