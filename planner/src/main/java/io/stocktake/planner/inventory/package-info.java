/** Reads and writes the data files of S3 Inventory deliveries. */
package io.stocktake.planner.inventory;
