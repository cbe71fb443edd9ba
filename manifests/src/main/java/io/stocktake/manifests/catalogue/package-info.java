/** The catalogue: every entry of a source with its attributes and the object that holds it. */
package io.stocktake.manifests.catalogue;
