package io.stocktake.aws.compat;

import io.stocktake.aws.answers.UnreadableAnswerException;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The result of a probe for one guarantee.
 *
 * @param answer whether the store gives it
 * @param detail what it did instead, or why that cannot be told; empty if it holds
 */
public record ProbeResult(Answer answer, String detail) {
  /** The guarantee holds. */
  public static final ProbeResult HELD = new ProbeResult(Answer.YES, "");

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
  public static ProbeResult not(String detail) {
    return new ProbeResult(Answer.NO, detail);
  }

  /**
   * A request did not succeed that had to. For want of a right, or an answer, that tells nothing.
   */
  static ProbeResult failed(String before, IOException failure) {
    Answer answer = isAnswer(failure) ? Answer.NO : Answer.CANNOT_TELL;
    return new ProbeResult(answer, before + failure.getMessage());
  }

  private static boolean isAnswer(IOException failure) {
    if (UnreadableAnswerException.of(failure).isPresent()) {
      return true;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean refusedOrBusy =
          cause instanceof StoreException known
              && (known.lacksPermission() || known.kind() == Kind.FAILED);
      boolean forbidden = cause instanceof S3Exception answer && answer.statusCode() == 403;
      if (refusedOrBusy || forbidden || cause instanceof SdkClientException) {
        return false;
      }
    }
    return true;
  }

  /** Whether the store gives it. */
  public boolean held() {
    return answer == Answer.YES;
  }

  /** Whether it is known. */
  public boolean known() {
    return answer != Answer.CANNOT_TELL;
  }
}
