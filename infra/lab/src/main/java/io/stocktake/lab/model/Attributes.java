package io.stocktake.lab.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an object has besides its bytes and tags.
 *
 * @param headers system headers such as Content-Type, by lower-case name
 * @param metadata user metadata by name without {@code x-amz-meta-}
 */
public record Attributes(
    String storageClass,
    Encryption encryption,
    Map<String, String> headers,
    Map<String, String> metadata) {
  /** Copies and sorts the maps. */
  public Attributes {
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** A delete marker's: none. */
  static final Attributes NONE = new Attributes("", Encryption.SSE_S3, Map.of(), Map.of());
}
