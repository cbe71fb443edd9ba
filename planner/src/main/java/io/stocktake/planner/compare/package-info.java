/**
 * The local engine of the comparison: feeds each file and each object to the decision, and does
 * what it says.
 */
package io.stocktake.planner.compare;
