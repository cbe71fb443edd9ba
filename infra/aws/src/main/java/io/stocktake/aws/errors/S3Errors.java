package io.stocktake.aws.errors;

import io.stocktake.aws.answers.Shown;
import io.stocktake.aws.answers.UnreadableAnswerException;
import io.stocktake.aws.credentials.CredentialsException;
import io.stocktake.aws.net.ConnectionException;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.StocktakeException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Classifies errors of S3 and of the connection to it; nothing else does. */
public final class S3Errors {
  private static final Set<String> IDENTITY =
      Set.of(
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "ExpiredToken",
          "InvalidToken",
          "RequestTimeTooSkewed",
          "AccountProblem",
          "NotSignedUp");
  private static final Set<String> PLACE =
      Set.of(
          "PermanentRedirect",
          "TemporaryRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException");
  private static final Set<String> FULL =
      Set.of(
          "XMinioStorageFull",
          "XMinioAdminBucketQuotaExceeded",
          "QuotaExceeded",
          "InsufficientStorage");
  private static final int INSUFFICIENT_STORAGE = 507;

  /** Answers of this kind have their reason in the body, which that to a HEAD does not have. */
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 405);

  private static final Set<String> BUSY =
      Set.of(
          "SlowDown", "ServiceUnavailable", "RequestTimeout", "Throttling", "RequestLimitExceeded");

  /** How the CRT client words failures that come before a byte of the request has left. */
  private static final List<String> NO_CONNECTION =
      List.of(
          "acquiring a connection",
          "socket connection refused",
          "no route to host",
          "network is down",
          "Host name was invalid for dns",
          "No address was found for the supplied host",
          "failure when query to dns",
          "failure in name resolution",
          "TLS (SSL) negotiation failed",
          "due to tls negotiation timeout",
          "tls unknown root certificate",
          "tls no root certificate",
          "host name does not match the endpoint");

  private final String bucket;
  private final String where;
  private final String region;

  public S3Errors(String bucket, String where, String region) {
    this.bucket = bucket;
    this.where = where;
    this.region = region;
  }

  /** The failure as a StoreException. */
  public StoreException classify(Throwable failure) {
    Throwable cause = unwrapped(failure);
    Optional<UnreadableAnswerException> unreadable = UnreadableAnswerException.of(cause);
    if (unreadable.isPresent()) {
      return new StoreException(Kind.UNKNOWN, unreadable.get().getMessage(), cause);
    }
    Optional<ConnectionException> flaw = ConnectionException.of(cause);
    if (flaw.isPresent()) {
      return new StoreException(
          Kind.FATAL, where + " cannot be reached: " + flaw.get().getMessage(), cause);
    }
    Optional<CredentialsException> unsigned = CredentialsException.of(cause);
    if (unsigned.isPresent()) {
      return new StoreException(Kind.FATAL, unsigned.get().getMessage(), cause);
    }
    if (cause instanceof S3Exception answer && isElsewhere(answer) && region(answer).isPresent()) {
      return StoreException.wrongRegion(sentence(answer), answer);
    }
    if (cause instanceof S3Exception answer) {
      return isForbidden(answer)
          ? StoreException.permission(sentence(answer), answer)
          : new StoreException(doubtful(kind(answer), answer), sentence(answer), answer);
    }
    if (cause instanceof SdkClientException) {
      return new StoreException(
          doubtful(kindOfClient(cause), cause), sentenceOfClient(cause), cause);
    }
    return new StoreException(Kind.DENIED, "the request cannot be made: " + cause, cause);
  }

  /** What an error means that an answer gives for one key of several. */
  public StoreException ofKey(String code, String message) {
    boolean guard = code.equals("PreconditionFailed") || code.equals("ConditionalRequestConflict");
    Kind kind =
        guard
            ? Kind.REFUSED
            : BUSY.contains(code)
                ? Kind.FAILED
                : code.equals("InternalError") ? Kind.UNKNOWN : Kind.DENIED;
    String told = Shown.of(code + ": " + message);
    if (isLocked(told)) {
      return new StoreException(kind, locked(told));
    }
    String sentence = "the store answered " + told;
    return code.equals("AccessDenied")
        ? StoreException.permission(sentence, null)
        : new StoreException(kind, sentence);
  }

  /** Whether Object Lock refuses: S3 says so in the text of an AccessDenied alone. */
  private static boolean isLocked(String told) {
    return told.startsWith("AccessDenied: ") && told.contains("object lock");
  }

  private static String locked(String told) {
    return "the version is locked ("
        + told
        + "): it stays until its retention has ended and its legal hold is off";
  }

  /**
   * The failure of a write under a customer's key. Where S3 denies one, the bucket may refuse all
   * such keys, as new buckets do since April 2026.
   */
  public static Throwable underKey(Throwable failure) {
    return failure instanceof StoreException known && known.lacksPermission()
        ? StoreException.permission(
            known.getMessage()
                + ", or the bucket refuses SSE-C: see BlockedEncryptionTypes in its encryption"
                + " configuration",
            known.getCause())
        : failure;
  }

  /** The failure as something to show: the environment's. */
  public StocktakeException forUser(Throwable failure) {
    Throwable cause = unwrapped(failure);
    return cause instanceof StocktakeException known
        ? known
        : StocktakeException.environment(
            "s3://" + bucket + ": " + classify(cause).getMessage(), cause);
  }

  /** Waits for an answer; its failure is shown to the user. */
  public <T> T await(CompletableFuture<T> future) throws StocktakeException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw forUser(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StocktakeException.environment("interrupted while waiting for " + where, e);
    }
  }

  /** Turns a 404 into an empty result. */
  public static CompletableFuture<Boolean> falseIfMissing(Throwable failure) {
    boolean missing =
        unwrapped(failure) instanceof S3Exception answer && answer.statusCode() == 404;
    return missing
        ? CompletableFuture.completedFuture(false)
        : CompletableFuture.failedFuture(unwrapped(failure));
  }

  /** A store that does not know the request for versioning keeps no versions. */
  public static CompletableFuture<GetBucketVersioningResponse> noVersionsIfUnknown(
      Throwable failure) {
    return isUnknownRequest(failure)
        ? CompletableFuture.completedFuture(GetBucketVersioningResponse.builder().build())
        : CompletableFuture.failedFuture(unwrapped(failure));
  }

  /** Whether the store has no such request: 501 or 405. */
  public static boolean isUnknownRequest(Throwable failure) {
    return unwrapped(failure) instanceof S3Exception answer
        && (answer.statusCode() == 501 || answer.statusCode() == 405);
  }

  /** Whether an answer refuses and does not say why. */
  public static boolean isWithoutReason(Throwable failure) {
    return unwrapped(failure) instanceof S3Exception answer
        && REFUSALS.contains(answer.statusCode())
        && code(answer).isEmpty();
  }

  /** Whether a second answer refuses as the first did, and says why. */
  static boolean isSameWithReason(Throwable first, Throwable second) {
    return unwrapped(first) instanceof S3Exception one
        && unwrapped(second) instanceof S3Exception other
        && one.statusCode() == other.statusCode()
        && !code(other).isEmpty();
  }

  public static boolean isNotFound(Throwable failure) {
    return unwrapped(failure) instanceof S3Exception answer
        && answer.statusCode() == 404
        && !"NoSuchBucket".equals(code(answer));
  }

  /** Whether an object may be under a customer's key that the request did not have, or has none. */
  public boolean isClosed(Throwable failure) {
    return unwrapped(failure) instanceof S3Exception answer
        && (answer.statusCode() == 400 || answer.statusCode() == 403)
        && kind(answer) == Kind.DENIED;
  }

  /** Whether the request is not one that could be made of the object: 400. */
  public static boolean isMalformed(Throwable failure) {
    return unwrapped(failure) instanceof S3Exception answer && answer.statusCode() == 400;
  }

  /** What it means that an object opens neither with the key it should be under nor without. */
  public StoreException closed(String key, Throwable refused) {
    StoreException last = classify(refused);
    return new StoreException(
        Kind.DENIED,
        "it opens neither with the customer key "
            + key
            + " nor without one, so the key it is under is not known ("
            + last.getMessage()
            + ")",
        last);
  }

  public static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** A refused attempt may be due to an earlier one whose answer was lost. */
  private static Kind doubtful(Kind kind, Throwable failure) {
    boolean nothingWritten = kind == Kind.FAILED || kind == Kind.REFUSED || kind == Kind.FULL;
    return nothingWritten && mayHaveActed(failure) ? Kind.UNKNOWN : kind;
  }

  private Kind kind(S3Exception answer) {
    String code = code(answer);
    int status = answer.statusCode();
    if (code.equals("NoSuchBucket") || isElsewhere(answer) || IDENTITY.contains(code)) {
      return Kind.FATAL;
    }
    if (isFull(answer)) {
      return Kind.FULL;
    }
    if (code.equals("NoSuchUpload")) {
      // A repeated Complete finds no upload where the first one won.
      return Kind.UNKNOWN;
    }
    if (status == 412 || status == 409 || status == 404) {
      return Kind.REFUSED;
    }
    if (BUSY.contains(code) || status == 503 || status == 429) {
      return Kind.FAILED;
    }
    // An error inside a 200 came after the store began to act.
    boolean begun = status < 400 || (status >= 500 && status != 501);
    return begun ? Kind.UNKNOWN : Kind.DENIED;
  }

  private static Kind kindOfClient(Throwable failure) {
    return neverSent(failure) ? Kind.FAILED : Kind.UNKNOWN;
  }

  private static boolean neverSent(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof SSLHandshakeException
          || isNoConnection(String.valueOf(cause.getMessage()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNoConnection(String message) {
    return NO_CONNECTION.stream().anyMatch(message::contains);
  }

  /** Whether an attempt before the last, which the SDK keeps as suppressed, may have acted. */
  public static boolean mayHaveActed(Throwable failure) {
    return Stream.of(failure.getSuppressed())
        .anyMatch(attempt -> !neverSent(attempt) && !wroteNothing(attempt));
  }

  private static boolean wroteNothing(Throwable attempt) {
    String message = String.valueOf(attempt.getMessage());
    return message.contains("Status Code: 503")
        || message.contains("Status Code: " + INSUFFICIENT_STORAGE);
  }

  private String sentence(S3Exception answer) {
    String code = code(answer);
    if (code.equals("NoSuchBucket")) {
      return missing();
    }
    if (isElsewhere(answer)) {
      return wrongPlace(answer);
    }
    if (IDENTITY.contains(code)) {
      return "the AWS credentials are not accepted (" + told(answer) + "); renew or change them";
    }
    if (isFull(answer)) {
      return "the store is full ("
          + told(answer)
          + "): free some space there, or raise the quota, then run apply again";
    }
    if (code.equals("InvalidObjectState")) {
      return "the object is archived ("
          + told(answer)
          + "): it must be restored before it can be read or copied";
    }
    if (isLocked(told(answer))) {
      return locked(told(answer));
    }
    if (isForbidden(answer)) {
      return "access denied (" + told(answer) + "); these credentials lack a permission";
    }
    boolean perhapsClosed =
        answer.statusCode() == 400
            && (code.isEmpty() || told(answer).contains("Server Side Encryption"));
    String hint =
        perhapsClosed
            ? ", as it does where an object is under a customer's key (SSE-C) that was not given"
            : "";
    return "the store answered " + answer.statusCode() + " " + told(answer) + hint;
  }

  /** Others may make this request, or the same ones once they are given the right. */
  private boolean isForbidden(S3Exception answer) {
    return answer.statusCode() == 403
        && kind(answer) == Kind.DENIED
        && !code(answer).equals("InvalidObjectState")
        && !isLocked(told(answer));
  }

  private static boolean isFull(S3Exception answer) {
    return answer.statusCode() == INSUFFICIENT_STORAGE || FULL.contains(code(answer));
  }

  /**
   * A HEAD has no body to say so: there, a refusal that names another Region is one because of it.
   */
  private boolean isElsewhere(S3Exception answer) {
    return answer.statusCode() == 301
        || PLACE.contains(code(answer))
        || (answer.statusCode() == 400
            && code(answer).isEmpty()
            && region(answer).filter(there -> !there.equals(region)).isPresent());
  }

  /** The bucket is not there; an answer without a body says so by its status alone. */
  public String missing() {
    return "bucket " + bucket + " does not exist at " + where;
  }

  private String wrongPlace(S3Exception answer) {
    String hint =
        region(answer).map(region -> ": it is in " + region).orElse(" (" + told(answer) + ")");
    return "bucket " + bucket + " is not to be reached through " + where + hint;
  }

  private static Optional<String> region(S3Exception answer) {
    return Optional.ofNullable(answer.awsErrorDetails())
        .map(AwsErrorDetails::sdkHttpResponse)
        .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"));
  }

  private String sentenceOfClient(Throwable failure) {
    String detail = root(failure);
    return neverSent(failure)
        ? where + " cannot be reached: " + detail
        : "no answer came from " + where + ": " + detail;
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static String told(S3Exception answer) {
    String message =
        answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorMessage();
    String code = code(answer);
    if (message == null || message.isBlank()) {
      return code.isEmpty() ? "without explanation" : Shown.of(code);
    }
    return Shown.of(code + ": " + message);
  }

  private static String code(S3Exception answer) {
    String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }
}
