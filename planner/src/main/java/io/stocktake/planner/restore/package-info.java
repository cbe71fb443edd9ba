/** Restore plans: which objects are to be fetched into a directory, and what stands in the way. */
package io.stocktake.planner.restore;
