package io.stocktake.executor.store;

import java.io.IOException;

/** A request that did not succeed, classified once by what the caller should do about it. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What the caller should do. */
  public enum Kind {
    /** The guard does not hold (412, 409, or 404 to If-Match): look at the key. */
    REFUSED,
    /** Nothing was written, and retries are used up: leave it to the next run. */
    FAILED,
    /** The store says no to this object and will again (access denied, bad name): report it. */
    DENIED,
    /** There is no room: nothing was written, nor would anything else be; stop the run. */
    FULL,
    /** The answer is lost, the write may have happened: look at the key. */
    UNKNOWN,
    /** No request can succeed (no credentials, no such bucket, wrong region): stop the run. */
    FATAL
  }

  private final Kind kind;

  /**
   * A failed request.
   *
   * @param message a sentence for the user, without the object's name
   */
  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** A failed request without an exception below it. */
  public StoreException(Kind kind, String message) {
    this(kind, message, null);
  }

  /** What to do. */
  public Kind kind() {
    return kind;
  }
}
