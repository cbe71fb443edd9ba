/** Retention: which snapshots are kept, and a plan that removes what only the others need. */
package io.stocktake.planner.prune;
