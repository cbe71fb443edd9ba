package io.stocktake.aws.uploads;

import io.stocktake.manifests.ObjectKey;
import java.time.Instant;

/**
 * A multipart upload that has begun and not ended.
 *
 * @param initiated when, by the store's clock
 * @param parts how many parts it has
 * @param bytes what they hold, and what is paid for
 */
public record OpenUpload(ObjectKey key, String id, Instant initiated, int parts, long bytes) {}
