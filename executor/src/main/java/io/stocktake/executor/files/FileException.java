package io.stocktake.executor.files;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import java.io.IOException;

/** A local file that cannot be sent as the plan says. */
public final class FileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  private FileException(Outcome outcome, String message) {
    super(message);
    this.outcome = outcome;
  }

  /** The file is no longer the one the plan saw. */
  public static FileException drifted(String message) {
    return new FileException(Outcome.DRIFTED, message + "; make a new plan");
  }

  /** The file is perhaps still the one, but cannot be read or sent. */
  public static FileException failed(String message) {
    return new FileException(Outcome.FAILED, message);
  }

  /** The row's result. */
  public RowResult result() {
    return RowResult.of(outcome, getMessage());
  }
}
