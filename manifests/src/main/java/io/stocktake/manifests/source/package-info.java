/** Files of a source, opened so that no symbolic link leads out of it. */
package io.stocktake.manifests.source;
