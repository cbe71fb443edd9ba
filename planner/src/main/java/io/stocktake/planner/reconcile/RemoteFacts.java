package io.stocktake.planner.reconcile;

import io.stocktake.manifests.ETag;
import java.util.Optional;

/**
 * What is known of the object of a key.
 *
 * @param object what the inventory says of it
 * @param checksum the MD5 of its content, where that is known besides its ETag
 */
public record RemoteFacts(RemoteObject object, Optional<ETag> checksum) {
  /**
   * The ETag that the bytes of a file must have to be the same.
   *
   * @throws IllegalStateException if the inventory says neither
   */
  public ETag content() {
    return checksum.orElseGet(object::etag);
  }
}
