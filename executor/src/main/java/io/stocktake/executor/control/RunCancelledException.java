package io.stocktake.executor.control;

import java.io.IOException;

/** The run was cancelled; the next run does the rest. */
public final class RunCancelledException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The run is ending. */
  public RunCancelledException() {
    super("the run is stopping");
  }
}
