package io.stocktake.manifests.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** A byte string: immutable, compared by content, for names and values that need not be text. */
public final class Bytes {
  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** A copy of these bytes. */
  public static Bytes of(byte[] content) {
    return new Bytes(content.clone());
  }

  /** The UTF-8 of a text. */
  public static Bytes of(String text) {
    return new Bytes(text.getBytes(UTF_8));
  }

  /** The bytes, a new array at each call. */
  public byte[] toArray() {
    return content.clone();
  }

  /** How many bytes there are. */
  public int length() {
    return content.length;
  }

  /** Compares unsigned bytes, the shorter one first where one begins with the other. */
  static int compare(Bytes one, Bytes other) {
    return Arrays.compareUnsigned(one.content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** The bytes as text, with a replacement character where they are not UTF-8. */
  @Override
  public String toString() {
    return new String(content, UTF_8);
  }
}
