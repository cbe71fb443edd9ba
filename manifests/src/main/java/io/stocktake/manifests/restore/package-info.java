/** What a restore plan says, and its form on disk. */
package io.stocktake.manifests.restore;
