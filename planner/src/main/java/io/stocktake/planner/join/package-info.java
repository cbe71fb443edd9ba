/** A hash join of any size in constant memory: the table of keys and its batched lookups. */
package io.stocktake.planner.join;
