package io.stocktake.lab.store;

import io.stocktake.lab.model.ObjectVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A key with its versions, newest first, in the order of a listing. */
public final class Entry {
  private final byte[] key;
  private final byte[][] versions;

  Entry(byte[] key, byte[][] versions) {
    this.key = key;
    this.versions = versions;
  }

  /** The key's UTF-8 bytes, which must not be changed. */
  public byte[] keyBytes() {
    return key;
  }

  /** The key. */
  public String key() {
    return new String(key, StandardCharsets.UTF_8);
  }

  /** The current version, which may be a delete marker. */
  public ObjectVersion current() {
    return Codec.decode(versions[0]);
  }

  /** How many versions there are. */
  public int count() {
    return versions.length;
  }

  /** A version by its place, 0 being the newest. */
  public ObjectVersion version(int place) {
    return Codec.decode(versions[place]);
  }

  /** All versions, newest first. */
  public List<ObjectVersion> versions() {
    return Arrays.stream(versions).map(Codec::decode).toList();
  }
}
