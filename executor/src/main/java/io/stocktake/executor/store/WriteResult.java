package io.stocktake.executor.store;

import io.stocktake.manifests.ETag;
import java.util.Optional;

/**
 * What a store answers to a write.
 *
 * @param etag the ETag it gave
 * @param versionId the version it made, in a versioned bucket
 * @param opaque whether encryption (SSE-KMS, DSSE-KMS, SSE-C) keeps the ETag from being a digest of
 *     the content
 */
public record WriteResult(ETag etag, Optional<String> versionId, boolean opaque) {}
