/** One row of an S3 Inventory report. */
package io.stocktake.planner.inventory;
