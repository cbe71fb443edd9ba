/** Nouns that both sides of a boundary speak of: keys, ETags, locations. */
package io.stocktake.manifests;
