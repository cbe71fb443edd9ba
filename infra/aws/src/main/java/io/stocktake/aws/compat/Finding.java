package io.stocktake.aws.compat;

import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import java.io.IOException;

/**
 * What a probe found of one guarantee.
 *
 * @param answer whether the store holds to it
 * @param detail what it did instead, or why that cannot be told; empty if it holds
 */
public record Finding(Answer answer, String detail) {
  /** The guarantee holds. */
  public static final Finding HELD = new Finding(Answer.YES, "");

  /** Whether a guarantee holds. */
  public enum Answer {
    /** It does. */
    YES,
    /** It does not. */
    NO,
    /** It could not be tried, for want of a right or of an answer. */
    CANNOT_TELL
  }

  /** The guarantee does not hold. */
  public static Finding not(String detail) {
    return new Finding(Answer.NO, detail);
  }

  /** A request did not succeed that had to. Without a right, or an answer, that says nothing. */
  static Finding failed(String before, IOException failure) {
    boolean tells =
        failure instanceof StoreException known
            && known.kind() == Kind.DENIED
            && !known.lacksPermission();
    boolean guard = failure instanceof StoreException known && known.kind() == Kind.REFUSED;
    Answer answer = tells || guard ? Answer.NO : Answer.CANNOT_TELL;
    return new Finding(answer, before + failure.getMessage());
  }

  /** Whether the store holds to it. */
  public boolean held() {
    return answer == Answer.YES;
  }

  /** Whether it is known. */
  public boolean known() {
    return answer != Answer.CANNOT_TELL;
  }
}
