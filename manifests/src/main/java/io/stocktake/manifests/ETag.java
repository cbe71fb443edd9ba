package io.stocktake.manifests;

import java.util.HexFormat;

/**
 * An object's ETag without its quotes. S3 gives 32 lower-case hex digits for an object written
 * whole and adds {@code -N} for one written in N parts; other stores give other strings, which are
 * kept as they are: good as a guard, no evidence of content.
 *
 * @param value the ETag as S3 compares it, printable ASCII, not empty, no quotes
 */
public record ETag(String value) {
  private static final int DIGITS = 32;
  private static final int MAX_PARTS = 10_000;

  public ETag {
    if (!isPrintable(value)) {
      throw new IllegalArgumentException("not an ETag: '" + value + "'");
    }
  }

  private static boolean isPrintable(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c > '~' || c == '"') {
        return false;
      }
    }
    return !value.isEmpty();
  }

  /** An ETag as it stands in a header or listing: quotes around it are dropped. */
  public static ETag parse(String text) {
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return new ETag(quoted ? text.substring(1, text.length() - 1) : text);
  }

  /** The ETag of an object written whole, from the 16 bytes of its MD5. */
  public static ETag ofMd5(byte[] md5) {
    return new ETag(HexFormat.of().formatHex(md5));
  }

  /** The ETag of an object written in parts, from the MD5 over the parts' MD5s. */
  public static ETag ofParts(byte[] md5OfMd5s, int parts) {
    return new ETag(HexFormat.of().formatHex(md5OfMd5s) + "-" + parts);
  }

  /** Whether this has the form of a digest, plain or {@code -N}. */
  public boolean isDigest() {
    return hasDigits() && (value.length() == DIGITS || parts() > 0);
  }

  /** Part count of a {@code -N} ETag, 1 to 10,000; 0 for any other. */
  public int parts() {
    int length = value.length() - DIGITS - 1;
    if (length < 1 || length > 5 || value.charAt(DIGITS) != '-' || !hasDigits()) {
      return 0;
    }
    int parts = 0;
    for (int i = DIGITS + 1; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9 || (parts == 0 && digit == 0)) {
        return 0;
      }
      parts = parts * 10 + digit;
    }
    return parts <= MAX_PARTS ? parts : 0;
  }

  private boolean hasDigits() {
    if (value.length() < DIGITS) {
      return false;
    }
    for (int i = 0; i < DIGITS; i++) {
      char c = value.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /**
   * The 16 bytes before the dash.
   *
   * @throws IllegalStateException if this is not a digest
   */
  public byte[] digest() {
    if (!isDigest()) {
      throw new IllegalStateException("no digest in ETag " + value);
    }
    return HexFormat.of().parseHex(value, 0, 32);
  }

  /** The ETag in double quotes, as headers carry it. */
  public String quoted() {
    return '"' + value + '"';
  }

  @Override
  public String toString() {
    return value;
  }
}
