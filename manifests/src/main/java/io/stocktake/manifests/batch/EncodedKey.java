package io.stocktake.manifests.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/**
 * Keys in the encoding of S3 Batch Operations: URL-encoded, {@code /} as it is. A space is {@code
 * %20} and a plus {@code %2B}, which means the same to both kinds of decoder.
 */
public final class EncodedKey {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String PLAIN = "-._~/";

  private EncodedKey() {}

  /** The key for a manifest. */
  public static String encode(ObjectKey key) {
    StringBuilder text = new StringBuilder();
    for (byte b : key.utf8()) {
      if (isPlain(b)) {
        text.append((char) b);
      } else {
        text.append('%').append(HEX.toHexDigits(b));
      }
    }
    return text.toString();
  }

  /**
   * The key that a manifest or report spells so; a bare plus is itself.
   *
   * @throws IllegalArgumentException if it is no key
   */
  public static ObjectKey decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) == '%') {
        bytes.write(hex(text, i + 1) << 4 | hex(text, i + 2));
        i += 3;
      } else {
        int point = text.codePointAt(i);
        bytes.writeBytes(Character.toString(point).getBytes(UTF_8));
        i += Character.charCount(point);
      }
    }
    return ObjectKey.of(bytes.toByteArray());
  }

  private static int hex(String text, int at) {
    int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    if (digit < 0) {
      throw new IllegalArgumentException("not a URL-encoded key: " + text);
    }
    return digit;
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || PLAIN.indexOf(b) >= 0;
  }
}
