/** Puts walk, inventory, reconcile and plan bundle together. */
package io.stocktake.planner.plan;
