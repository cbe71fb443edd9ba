package io.stocktake.aws.uploads;

import io.stocktake.manifests.ObjectKey;
import java.time.Instant;
import java.util.Optional;

/**
 * An incomplete multipart upload: begun, neither completed nor aborted.
 *
 * @param initiated when, by the store's clock
 * @param held its parts; none if the store does not tell them
 */
public record OpenUpload(ObjectKey key, String id, Instant initiated, Optional<Held> held) {
  /**
   * What an upload holds.
   *
   * @param parts how many parts it has
   * @param bytes their bytes, which cost storage
   */
  public record Held(int parts, long bytes) {}
}
