package io.stocktake.executor.restore.content;

import io.stocktake.manifests.content.StoredContent;
import java.time.Instant;
import java.util.Map;

/**
 * What a store tells of one version of an object beside its bytes.
 *
 * @param content size, ETag, version and checksums
 * @param metadata its user metadata, names in lower case and without {@code x-amz-meta-}
 * @param contentType its media type; empty if the store does not tell
 * @param lastModified when it was written
 */
public record ObjectDescription(
    StoredContent content, Map<String, String> metadata, String contentType, Instant lastModified) {
  public ObjectDescription {
    metadata = Map.copyOf(metadata);
  }
}
