/** The objects of the bucket as the comparison sees them, indexed by key. */
package io.stocktake.planner.compare.remote;
