/** Proof of a snapshot: whether an inventory lists every object version that it names. */
package io.stocktake.planner.snapshot;
