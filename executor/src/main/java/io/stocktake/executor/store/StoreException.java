package io.stocktake.executor.store;

import io.stocktake.manifests.CodedFailure;
import io.stocktake.manifests.FailureCode;
import java.io.IOException;
import java.util.Optional;

/** A failed request to the store, classified by what the caller should do about it. */
public final class StoreException extends IOException implements CodedFailure {
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
  private final FailureCode code;

  /**
   * A failed request.
   *
   * @param message a sentence for the user, without the object's name
   */
  public StoreException(Kind kind, String message, Throwable cause) {
    this(kind, false, null, message, cause);
  }

  private StoreException(
      Kind kind, boolean lacksPermission, FailureCode code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.lacksPermission = lacksPermission;
    this.code = code;
  }

  /** A failed request without an exception below it. */
  public StoreException(Kind kind, String message) {
    this(kind, message, null);
  }

  /** A request that these credentials may not make: {@link Kind#DENIED}. */
  public static StoreException permission(String message, Throwable cause) {
    return new StoreException(Kind.DENIED, true, null, message, cause);
  }

  /** A request to another Region than the bucket's, which the message names: {@link Kind#FATAL}. */
  public static StoreException wrongRegion(String message, Throwable cause) {
    return new StoreException(Kind.FATAL, false, FailureCode.REGION_WRONG, message, cause);
  }

  @Override
  public Optional<FailureCode> code() {
    return Optional.ofNullable(code);
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
