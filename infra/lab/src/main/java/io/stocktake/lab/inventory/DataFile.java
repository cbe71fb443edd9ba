package io.stocktake.lab.inventory;

import java.io.Closeable;
import java.io.IOException;

/** A data file that is being written. */
interface DataFile extends Closeable {
  /** Adds a row. */
  void add(InventoryRow row) throws IOException;
}
