/** The objects to restore: the current ones, or those of a point in time. */
package io.stocktake.planner.restore.objects;
