package io.stocktake.manifests.catalogue;

import io.stocktake.manifests.ETag;
import java.util.Optional;

/**
 * The object version that holds an entry. Its key is that of the row.
 *
 * @param etag its ETag
 * @param versionId its version, where the bucket keeps versions and somebody told it
 * @param evidence how it is known to hold the entry
 */
public record CatalogueObject(ETag etag, Optional<String> versionId, ObjectEvidence evidence) {}
