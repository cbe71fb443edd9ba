package io.stocktake.executor.store;

import io.stocktake.manifests.ETag;

/**
 * A version of a key's object that a store keeps.
 *
 * @param id what names it
 * @param etag its ETag
 * @param size its bytes
 */
public record StoredVersion(String id, ETag etag, long size) {}
