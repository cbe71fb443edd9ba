package io.stocktake.executor.files;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import java.io.IOException;

/** A local file that cannot be sent as the plan says. */
public final class FileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  private FileException(Outcome outcome, String message) {
    super(message);
    this.outcome = outcome;
  }

  public static FileException drifted(String message) {
    return new FileException(Outcome.DRIFTED, message + "; make a new plan");
  }

  public static FileException failed(String message) {
    return new FileException(Outcome.FAILED, message);
  }

  public Result result() {
    return Result.of(outcome, getMessage());
  }
}
