/** Compares a local store with an inventory and writes a plan; changes nothing. */
package io.stocktake.planner;
