/** Snapshots sealed at the end of an apply: what the source was, and which object holds what. */
package io.stocktake.executor.snapshot;
