/** Where the objects to restore are known from: an inventory, or a snapshot of the source. */
package io.stocktake.planner.restore.source;
