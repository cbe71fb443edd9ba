package io.stocktake.executor.flow;

import java.io.IOException;

/** The run is ending before its end; what it leaves undone is left to the next. */
public final class HaltedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The run is ending. */
  public HaltedException() {
    super("the run is stopping");
  }
}
