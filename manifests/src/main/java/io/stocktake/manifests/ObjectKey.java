package io.stocktake.manifests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * The key of an S3 object: 1 to 1,024 bytes of UTF-8. Its order is S3's, by unsigned bytes, which
 * {@code String.compareTo} is not for characters outside the basic plane.
 *
 * @param value the key as text, never URL-encoded
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {
  /** The longest key S3 takes, in bytes of UTF-8. */
  public static final int MAX_BYTES = 1024;

  public ObjectKey {
    int bytes = utf8Length(value);
    if (bytes < 1 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "an object key has 1 to 1,024 bytes of UTF-8, this has " + bytes + ": " + value);
    }
  }

  /**
   * The key that these bytes spell.
   *
   * @throws IllegalArgumentException if they are not UTF-8, none, or too many
   */
  public static ObjectKey of(byte[] utf8) {
    try {
      return new ObjectKey(UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("an object key must be UTF-8", e);
    }
  }

  /** The key's bytes, a new array at each call. */
  public byte[] utf8() {
    return value.getBytes(UTF_8);
  }

  @Override
  public int compareTo(ObjectKey that) {
    return Arrays.compareUnsigned(utf8(), that.utf8());
  }

  @Override
  public String toString() {
    return value;
  }

  /** Bytes of UTF-8, without making them; a lone surrogate has no encoding and is refused. */
  private static int utf8Length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        throw new IllegalArgumentException("an object key must be valid Unicode: " + text);
      }
    }
    return bytes;
  }
}
