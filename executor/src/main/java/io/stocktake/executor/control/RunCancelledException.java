package io.stocktake.executor.control;

import java.io.IOException;

/** The run is ending before its end; what it leaves undone is left to the next. */
public final class RunCancelledException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The run is ending. */
  public RunCancelledException() {
    super("the run is stopping");
  }
}
