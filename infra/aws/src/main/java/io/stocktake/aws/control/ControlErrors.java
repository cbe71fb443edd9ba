package io.stocktake.aws.control;

import io.stocktake.aws.answers.Shown;
import io.stocktake.aws.answers.UnreadableAnswerException;
import io.stocktake.aws.net.ConnectionException;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.jobs.JobsException.Kind;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Classifies errors of S3 Control; nothing else does. */
final class ControlErrors {
  private static final Set<String> MISSING =
      Set.of("NoSuchJob", "NoSuchJobException", "NotFoundException", "NotFound");
  private static final Set<String> BUSY =
      Set.of(
          "TooManyRequestsException",
          "TooManyRequests",
          "SlowDown",
          "Throttling",
          "ThrottlingException",
          "ServiceUnavailable",
          "RequestLimitExceeded");
  private static final Set<String> TAKEN =
      Set.of("IdempotencyException", "IdempotentParameterMismatch");
  private static final Set<String> STATE = Set.of("JobStatusException", "InvalidJobStatus");

  private final String where;

  ControlErrors(String where) {
    this.where = where;
  }

  JobsException classify(RuntimeException failure) {
    if (failure instanceof AwsServiceException answer) {
      return new JobsException(kind(answer), where + " answered " + told(answer), answer);
    }
    Optional<UnreadableAnswerException> unreadable = UnreadableAnswerException.of(failure);
    if (unreadable.isPresent()) {
      return new JobsException(Kind.UNKNOWN, unreadable.get().getMessage(), failure);
    }
    Optional<ConnectionException> flaw = ConnectionException.of(failure);
    if (flaw.isPresent()) {
      return new JobsException(
          Kind.DENIED, where + " cannot be reached: " + flaw.get().getMessage(), failure);
    }
    boolean unsent = neverSent(failure);
    return new JobsException(
        unsent ? Kind.BUSY : Kind.UNKNOWN,
        (unsent ? where + " cannot be reached: " : "no answer came from " + where + ": ")
            + root(failure),
        failure);
  }

  /** An error in a form that hides its code is told by its status. */
  private static Kind kind(AwsServiceException answer) {
    String code = code(answer);
    int status = answer.statusCode();
    if (MISSING.contains(code) || status == 404) {
      return Kind.NO_SUCH_JOB;
    }
    if (BUSY.contains(code) || status == 429 || status == 503) {
      return Kind.BUSY;
    }
    if (TAKEN.contains(code)) {
      return Kind.TOKEN_TAKEN;
    }
    if (STATE.contains(code)) {
      return Kind.WRONG_STATE;
    }
    return status >= 500 ? Kind.UNKNOWN : Kind.DENIED;
  }

  private static String told(AwsServiceException answer) {
    String message =
        answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorMessage();
    String code = code(answer).isEmpty() ? "an error" : code(answer);
    String reason = message == null || message.isBlank() ? "" : ": " + message;
    return answer.statusCode() + " " + Shown.of(code + reason);
  }

  private static String code(AwsServiceException answer) {
    String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  private static boolean neverSent(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
