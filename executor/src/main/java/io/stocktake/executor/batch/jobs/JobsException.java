package io.stocktake.executor.batch.jobs;

import java.io.IOException;

/** A failed request about jobs, classified by what the caller should do. */
public final class JobsException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What the caller should do. */
  public enum Kind {
    /** There is no such job, or not yet: just after its creation, ask again. */
    NO_SUCH_JOB,
    /** Too many requests, or S3 is not to be reached: nothing was done, try again later. */
    BUSY,
    /** The token belongs to a job with other parameters: find that job. */
    TOKEN_TAKEN,
    /** The job is not in a state for this. */
    WRONG_STATE,
    /** S3 says no and will again. */
    DENIED,
    /** The answer is lost, or none came: what was asked may have happened. */
    UNKNOWN
  }

  private final Kind kind;

  /**
   * A failed request.
   *
   * @param message a sentence for the user
   */
  public JobsException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** A failed request without an exception below it. */
  public JobsException(Kind kind, String message) {
    this(kind, message, null);
  }

  /** What to do. */
  public Kind kind() {
    return kind;
  }
}
