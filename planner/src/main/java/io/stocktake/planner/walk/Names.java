package io.stocktake.planner.walk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Optional;

/** File names as text, where they are text: a file system's names are bytes. */
final class Names {
  private static final char REPLACEMENT = '\uFFFD';

  private Names() {}

  /**
   * The name of a directory entry, or nothing if its bytes are not UTF-8. The JDK decodes such
   * bytes to U+FFFD, which a valid name may contain as well; the URI form tells the two apart.
   */
  static Optional<String> of(Path entry) {
    String name = String.valueOf(entry.getFileName());
    return name.indexOf(REPLACEMENT) < 0 || isUtf8(percentDecoded(rawName(entry)))
        ? Optional.of(name)
        : Optional.empty();
  }

  /** A name whatever its bytes are, those outside ASCII as {@code %XX}. */
  static String escaped(Path entry) {
    return rawName(entry);
  }

  private static String rawName(Path entry) {
    String path = entry.toUri().getRawPath();
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  private static byte[] percentDecoded(String raw) {
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
    return java.util.Arrays.copyOf(out, length);
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
