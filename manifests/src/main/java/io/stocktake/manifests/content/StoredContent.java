package io.stocktake.manifests.content;

import io.stocktake.manifests.ETag;
import java.util.List;
import java.util.Optional;

/**
 * What S3 says about an object's content now: size, ETag, checksums.
 *
 * @param etag its ETag
 * @param size its bytes
 * @param versionId its version, in a versioned bucket
 * @param opaque whether its encryption makes the ETag no digest of the content
 * @param checksums what S3 keeps beside the ETag
 */
public record StoredContent(
    ETag etag,
    long size,
    Optional<String> versionId,
    boolean opaque,
    List<StoredChecksum> checksums) {
  public StoredContent {
    checksums = List.copyOf(checksums);
  }
}
