package io.stocktake.lab.manifest;

import io.stocktake.lab.http.UriText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of a manifest: one object to act on.
 *
 * @param encodedKey the key as the manifest has it, URL-encoded
 * @param versionId empty if the manifest names no versions; the empty string if it does, but not
 *     for this row
 */
public record Task(String bucket, String encodedKey, Optional<String> versionId) {
  /** The key. A bare plus is a space, as in inventories. */
  public String key() {
    return UriText.decode(encodedKey, true);
  }

  /** A name of its own, without meaning. */
  public String id() {
    return UUID.nameUUIDFromBytes(toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Whether the row leaves open which version it means. */
  public boolean lacksVersion() {
    return versionId.isPresent() && versionId.get().isEmpty();
  }
}
