package io.stocktake.executor.journal;

import io.stocktake.manifests.ETag;

/**
 * A part of a multipart upload that the store has.
 *
 * @param digest the digest of its bytes
 * @param answer the ETag the store gave it, which encryption may make another
 */
public record UploadedPart(ETag digest, ETag answer) {}
