package io.stocktake.executor.restore.local;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.manifests.io.SystemErrors;
import java.io.IOException;

/** A path of the target that cannot be written as the plan says. */
public final class TargetException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;
  private final boolean full;

  private TargetException(Outcome outcome, boolean full, String message, Throwable cause) {
    super(message, cause);
    this.outcome = outcome;
    this.full = full;
  }

  /** The path is no longer in the state that the plan saw; it was left alone. */
  public static TargetException drifted(String message) {
    return new TargetException(
        Outcome.DRIFTED, false, message + "; it was left alone: make a new plan", null);
  }

  /** The path cannot be written; perhaps the next run can. */
  public static TargetException failed(String message) {
    return new TargetException(Outcome.FAILED, false, message, null);
  }

  /** The content is there, and an attribute is not; perhaps the next run can set it. */
  static TargetException lacking(IOException failure) {
    return failed(
        "the content is restored, but not all attributes: " + SystemErrors.reason(failure));
  }

  /** The system refused to write. */
  public static TargetException of(IOException failure) {
    return failure instanceof TargetException known
        ? known
        : new TargetException(
            Outcome.FAILED,
            isFull(failure),
            "the target cannot be written: " + SystemErrors.reason(failure),
            failure);
  }

  private static boolean isFull(IOException failure) {
    String reason = SystemErrors.reason(failure);
    return reason.contains("No space left") || reason.contains("quota exceeded");
  }

  /** Whether there is no room, so that nothing else could be written either. */
  public boolean isFull() {
    return full;
  }

  /** The row's result. */
  public RowResult result() {
    return RowResult.of(outcome, getMessage());
  }
}
