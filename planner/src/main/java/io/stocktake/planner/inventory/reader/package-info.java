/** Readers of the data files of S3 Inventory: Parquet, ORC and CSV. */
package io.stocktake.planner.inventory.reader;
