/** Snapshots: a source as of one plan, with the object that holds each file, read from a store. */
package io.stocktake.manifests.snapshot;
