package io.stocktake.manifests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * An object's ETag without its quotes. S3 gives 32 lower-case hex digits for an object written
 * whole and adds {@code -N} for one written in N parts; other stores give other strings, which are
 * kept as they are: good as a guard, no evidence of content. Of a digest only the bits are kept.
 */
public final class ETag {
  private static final int DIGITS = 32;
  private static final int DIGEST_BYTES = 16;
  private static final int MAX_PARTS = 10_000;

  /** Parts of what is no digest. */
  private static final int NONE = -1;

  /** Eight characters at once, the first in the highest byte. */
  private static final VarHandle CHARS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** A one in each byte. */
  private static final long ONES = 0x0101010101010101L;

  private final long high;
  private final long low;
  private final int parts;

  /** Null until somebody asks, of a digest. */
  private String value;

  /**
   * An ETag as S3 compares it.
   *
   * @param value printable ASCII, not empty, no quotes
   * @throws IllegalArgumentException if it is none
   */
  public ETag(String value) {
    if (!isPrintable(value)) {
      throw new IllegalArgumentException("not an ETag: '" + value + "'");
    }
    byte[] text = value.getBytes(ISO_8859_1);
    this.parts = isHex(text) ? parts(value) : NONE;
    this.high = parts == NONE ? 0 : word(text, 0);
    this.low = parts == NONE ? 0 : word(text, DIGITS / 2);
    this.value = value;
  }

  private ETag(long high, long low, int parts) {
    this.high = high;
    this.low = low;
    this.parts = parts;
  }

  /** An ETag as it stands in a header or listing: quotes around it are dropped. */
  public static ETag parse(String text) {
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return new ETag(quoted ? text.substring(1, text.length() - 1) : text);
  }

  /** As {@link #parse(String)}, from ASCII. */
  public static ETag parse(byte[] ascii) {
    return ascii.length == DIGITS && isHex(ascii)
        ? new ETag(word(ascii, 0), word(ascii, DIGITS / 2), 0)
        : parse(new String(ascii, ISO_8859_1));
  }

  /** The ETag of an object written whole, from the 16 bytes of its MD5. */
  public static ETag ofMd5(byte[] md5) {
    return ofDigest(ByteBuffer.wrap(md5), 0);
  }

  /** The ETag of an object written in parts, from the MD5 over the parts' MD5s. */
  public static ETag ofParts(byte[] md5OfMd5s, int parts) {
    if (parts < 1) {
      throw new IllegalArgumentException("an object has no " + parts + " parts");
    }
    return ofDigest(ByteBuffer.wrap(md5OfMd5s), parts);
  }

  private static ETag ofDigest(ByteBuffer digest, int parts) {
    if (digest.remaining() != DIGEST_BYTES) {
      throw new IllegalArgumentException("an MD5 has 16 bytes, not " + digest.remaining());
    }
    return ofDigest(digest.getLong(), digest.getLong(), parts);
  }

  /**
   * The ETag of a digest.
   *
   * @param high its first 8 bytes, big-endian
   * @param low the others
   * @param parts part count, 0 for an object written whole
   */
  public static ETag ofDigest(long high, long low, int parts) {
    return parts > MAX_PARTS
        ? new ETag(new ETag(high, low, 0).value() + "-" + parts)
        : new ETag(high, low, parts);
  }

  /** The ETag as S3 compares it. */
  public String value() {
    if (value == null) {
      String digits = HexFormat.of().formatHex(digest());
      value = parts == 0 ? digits : digits + "-" + parts;
    }
    return value;
  }

  /** Whether this has the form of a digest, plain or {@code -N}. */
  public boolean isDigest() {
    return parts != NONE;
  }

  /** Part count of a {@code -N} ETag, 1 to 10,000; 0 for any other. */
  public int parts() {
    return Math.max(0, parts);
  }

  /**
   * The 16 bytes before the dash.
   *
   * @throws IllegalStateException if this is not a digest
   */
  public byte[] digest() {
    return ByteBuffer.allocate(DIGEST_BYTES).putLong(high()).putLong(low()).array();
  }

  /**
   * The first 8 bytes of the digest, big-endian.
   *
   * @throws IllegalStateException if this is not a digest
   */
  public long high() {
    requireDigest();
    return high;
  }

  /**
   * The last 8 bytes of the digest, big-endian.
   *
   * @throws IllegalStateException if this is not a digest
   */
  public long low() {
    requireDigest();
    return low;
  }

  private void requireDigest() {
    if (!isDigest()) {
      throw new IllegalStateException("no digest in ETag " + value);
    }
  }

  /** The ETag in double quotes, as headers carry it. */
  public String quoted() {
    return '"' + value() + '"';
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ETag that
        && high == that.high
        && low == that.low
        && parts == that.parts
        && (isDigest() || value.equals(that.value));
  }

  @Override
  public int hashCode() {
    return isDigest() ? Long.hashCode(high ^ low) + parts : value.hashCode();
  }

  @Override
  public String toString() {
    return value();
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

  /** Whether it begins with the digits of a digest. */
  private static boolean isHex(byte[] ascii) {
    if (ascii.length < DIGITS) {
      return false;
    }
    long wrong = 0;
    for (int i = 0; i < DIGITS; i += Long.BYTES) {
      wrong |= wrong((long) CHARS.get(ascii, i));
    }
    return wrong == 0;
  }

  /** The value of 16 digits. */
  private static long word(byte[] hex, int from) {
    return value((long) CHARS.get(hex, from)) << Integer.SIZE
        | value((long) CHARS.get(hex, from + Long.BYTES));
  }

  /** Of eight characters, the value that each has as a digit; some other if it is none. */
  private static long digits(long chars) {
    return (chars & 15 * ONES) + 9 * (chars >>> 6 & ONES);
  }

  /** Zero if eight characters are lower-case hex digits: then their values give them again. */
  private static long wrong(long chars) {
    long digits = digits(chars);
    long again = digits + '0' * ONES + ('a' - '9' - 1) * ((digits + 6 * ONES) >>> 4 & ONES);
    return (digits & 0xf0f0f0f0f0f0f0f0L) | (again ^ chars);
  }

  /** The value of eight digits: pairs are joined to bytes, bytes to pairs, and those to one. */
  private static long value(long chars) {
    long digits = digits(chars);
    long bytes = (digits | digits >>> 4) & 0x00ff00ff00ff00ffL;
    long pairs = (bytes | bytes >>> 8) & 0x0000ffff0000ffffL;
    return (pairs | pairs >>> 16) & 0xffffffffL;
  }

  /** The part count behind the digits, or {@link #NONE} if something else is there. */
  private static int parts(String value) {
    int length = value.length() - DIGITS - 1;
    if (length < 0) {
      return 0;
    }
    if (length < 1
        || length > 5
        || value.charAt(DIGITS) != '-'
        || value.charAt(DIGITS + 1) == '0') {
      return NONE;
    }
    int parts = 0;
    for (int i = DIGITS + 1; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      parts = parts * 10 + digit;
    }
    return parts <= MAX_PARTS ? parts : NONE;
  }
}
