package io.stocktake.executor.store;

import java.io.IOException;

/** A failed request to the store, classified by what the caller should do about it. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What the caller should do. */
  public enum Kind {
    /** The guard does not hold (412, 409, or 404 to If-Match): send a HEAD. */
    REFUSED,
    /** Nothing was written, and retries are used up: leave it to the next run. */
    FAILED,
    /** The store says no to this object and will again (access denied, bad name): report it. */
    DENIED,
    /** There is no room: nothing was written, nor would anything else be; stop the run. */
    FULL,
    /** The answer is lost, the write may have happened: send a HEAD. */
    UNKNOWN,
    /** No request can succeed (no credentials, no such bucket, wrong region): stop the run. */
    FATAL
  }

  private final Kind kind;
  private final boolean lacksPermission;

  /**
   * A failed request.
   *
   * @param message a sentence for the user, without the object's name
   */
  public StoreException(Kind kind, String message, Throwable cause) {
    this(kind, false, message, cause);
  }

  private StoreException(Kind kind, boolean lacksPermission, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.lacksPermission = lacksPermission;
  }

  /** A failed request without an exception below it. */
  public StoreException(Kind kind, String message) {
    this(kind, message, null);
  }

  /** A request that these credentials may not make: {@link Kind#DENIED}. */
  public static StoreException permission(String message, Throwable cause) {
    return new StoreException(Kind.DENIED, true, message, cause);
  }

  /** Whether other credentials could have done it. */
  public boolean lacksPermission() {
    return lacksPermission;
  }

  /** What to do. */
  public Kind kind() {
    return kind;
  }
}
