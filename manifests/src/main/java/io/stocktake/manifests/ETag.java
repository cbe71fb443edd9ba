package io.stocktake.manifests;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * An object's ETag without its quotes. S3 gives 32 lower-case hex digits for an object written
 * whole and adds {@code -N} for one written in N parts; other stores give other strings, which are
 * kept as they are: good as a guard, no evidence of content.
 *
 * @param value the ETag as S3 compares it, printable ASCII, not empty, no quotes
 */
public record ETag(String value) {
  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e&&[^\"]]+");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{32}(-[1-9][0-9]{0,4})?");
  private static final int MAX_PARTS = 10_000;

  public ETag {
    if (!PRINTABLE.matcher(value).matches()) {
      throw new IllegalArgumentException("not an ETag: '" + value + "'");
    }
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
    return DIGEST.matcher(value).matches() && parts() <= MAX_PARTS;
  }

  /** Part count of a {@code -N} ETag; 0 for any other. */
  public int parts() {
    return DIGEST.matcher(value).matches() && value.length() > 33
        ? Integer.parseInt(value.substring(33))
        : 0;
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
