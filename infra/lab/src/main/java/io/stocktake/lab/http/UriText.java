package io.stocktake.lab.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent encoding as S3 and Signature Version 4 use it: UTF-8 bytes, upper-case hex. */
public final class UriText {
  private static final String DIGITS = "0123456789ABCDEF";
  private static final String UNRESERVED = "-._~";

  private UriText() {}

  /**
   * Decodes percent sequences to UTF-8.
   *
   * @param plusIsSpace whether {@code +} stands for a space, as in query strings
   * @throws S3Exception InvalidURI if a sequence is broken or the bytes are not UTF-8
   */
  public static String decode(String raw, boolean plusIsSpace) {
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
      return raw;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.write(hexByte(raw, i));
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        bytes.write(' ');
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return utf8(bytes.toByteArray());
  }

  private static int hexByte(String raw, int percent) {
    int high = percent + 2 < raw.length() ? Character.digit(raw.charAt(percent + 1), 16) : -1;
    int low = percent + 2 < raw.length() ? Character.digit(raw.charAt(percent + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw new S3Exception(S3Error.INVALID_URI);
    }
    return high << 4 | low;
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new S3Exception(S3Error.INVALID_URI, e);
    }
  }

  /** Encodes all but unreserved characters, for canonical requests; a slash stays if asked. */
  public static String encode(String text, boolean keepSlash) {
    return encode(text, keepSlash ? UNRESERVED + "/" : UNRESERVED, "%20");
  }

  /** Encodes a key as {@code encoding-type=url} and CSV inventories do: a space becomes a plus. */
  public static String encodeKey(String key) {
    return encode(key, "-._*/", "+");
  }

  private static String encode(String text, String kept, String space) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (isAlphanumeric(c) || kept.indexOf(c) >= 0) {
        out.append(c);
      } else if (c == ' ') {
        out.append(space);
      } else {
        out.append('%').append(DIGITS.charAt(c >> 4)).append(DIGITS.charAt(c & 15));
      }
    }
    return out.toString();
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
