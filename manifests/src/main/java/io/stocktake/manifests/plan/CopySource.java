package io.stocktake.manifests.plan;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import java.util.Optional;

/**
 * The object that a copy takes its content from, as the plan saw it.
 *
 * @param bucket its bucket
 * @param key its key
 * @param etag its ETag, which the copy insists on
 * @param versionId its version, in a versioned bucket
 */
public record CopySource(String bucket, ObjectKey key, ETag etag, Optional<String> versionId) {}
