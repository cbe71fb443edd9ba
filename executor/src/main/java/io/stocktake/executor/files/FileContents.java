package io.stocktake.executor.files;

import io.stocktake.manifests.plan.PlanRow;
import java.io.Closeable;
import java.io.IOException;

/** The port to the files of a plan, wherever they lie. */
public interface FileContents extends Closeable {
  /** Bytes of the object that a row's file makes; opens nothing. */
  long size(PlanRow row);

  /**
   * Opens the row's file.
   *
   * @throws FileException if it is not the planned one any more
   */
  FileContent open(PlanRow row) throws IOException;
}
