package io.stocktake.executor.store;

import io.stocktake.manifests.ETag;
import java.time.Instant;
import java.util.Optional;

/**
 * What a store says of an object it holds.
 *
 * @param etag its ETag
 * @param size its bytes
 * @param versionId its version, in a versioned bucket
 * @param lastModified when it was written
 * @param opaque whether encryption keeps the ETag from being a digest of the content
 * @param crc64nvme base64 of the CRC-64/NVME of its content, which is told of what opened with a
 *     customer's key, if the store keeps it
 * @param lacksKey whether it should be under a customer's key and is not
 */
public record StoredObject(
    ETag etag,
    long size,
    Optional<String> versionId,
    Instant lastModified,
    boolean opaque,
    Optional<String> crc64nvme,
    boolean lacksKey) {

  /** An object of which the store tells no checksum. */
  public StoredObject(
      ETag etag, long size, Optional<String> versionId, Instant lastModified, boolean opaque) {
    this(etag, size, versionId, lastModified, opaque, Optional.empty(), false);
  }
}
