package io.stocktake.aws.listing;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import java.time.Instant;
import java.util.Optional;

/**
 * One object of a listing.
 *
 * @param key its key
 * @param size its bytes
 * @param etag its ETag; some stores list folders as objects without one
 * @param lastModified when it was written
 * @param storageClass its storage class in S3's words
 */
public record ListedObject(
    ObjectKey key, long size, Optional<ETag> etag, Instant lastModified, String storageClass) {}
