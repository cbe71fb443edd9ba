/**
 * The nouns of S3 that both sides speak of: keys, ETags, locations, and the failure that a person
 * reads.
 */
package io.stocktake.manifests;
