package io.stocktake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.stocktake.aws.credentials.CredentialsException;
import io.stocktake.aws.errors.S3Errors;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.FailureCode;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What each error means for who sent the request. */
class ErrorClassesTest {
  private static final S3Errors ERRORS = new S3Errors("images", "http://store", "us-east-1");

  @ParameterizedTest
  @CsvSource({
    "412, PreconditionFailed, REFUSED",
    "409, ConditionalRequestConflict, REFUSED",
    "404, NoSuchKey, REFUSED",
    "404, NoSuchUpload, UNKNOWN",
    "404, NoSuchBucket, FATAL",
    "403, AccessDenied, DENIED",
    "403, InvalidAccessKeyId, FATAL",
    "400, ExpiredToken, FATAL",
    "403, RequestTimeTooSkewed, FATAL",
    "301, PermanentRedirect, FATAL",
    "400, AuthorizationHeaderMalformed, FATAL",
    "400, InvalidRequest, DENIED",
    "400, RequestTimeout, FAILED",
    "503, SlowDown, FAILED",
    "503, ServiceUnavailable, FAILED",
    "429, TooManyRequests, FAILED",
    "500, InternalError, UNKNOWN",
    "502, BadGateway, UNKNOWN",
    "200, InternalError, UNKNOWN",
    "501, NotImplemented, DENIED",
    "507, XMinioStorageFull, FULL",
    "403, QuotaExceeded, FULL"
  })
  void anAnswerHasItsClass(int status, String code, Kind kind) {
    assertThat(ERRORS.classify(answer(status, code)).kind()).isEqualTo(kind);
  }

  /** An attempt before the last, whose answer was lost, may be what the last one met. */
  @ParameterizedTest
  @CsvSource({
    "412, PreconditionFailed, UNKNOWN",
    "409, ConditionalRequestConflict, UNKNOWN",
    "404, NoSuchKey, UNKNOWN",
    "503, SlowDown, UNKNOWN",
    "403, AccessDenied, DENIED",
    "404, NoSuchBucket, FATAL"
  })
  void afterALostAnswerARefusalTellsNothing(int status, String code, Kind kind) {
    S3Exception last = answer(status, code);
    last.addSuppressed(SdkClientException.create("Request attempt 1 failure: connection reset"));

    assertThat(ERRORS.classify(last).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "412, PreconditionFailed, REFUSED",
    "409, ConditionalRequestConflict, REFUSED",
    "404, NoSuchKey, REFUSED"
  })
  void afterABusyStoreARefusalIsOne(int status, String code, Kind kind) {
    S3Exception last = answer(status, code);
    last.addSuppressed(
        SdkClientException.create("Request attempt 1 failure: (Service: S3, Status Code: 503)"));

    assertThat(ERRORS.classify(last).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "PreconditionFailed, REFUSED",
    "ConditionalRequestConflict, REFUSED",
    "InternalError, UNKNOWN",
    "SlowDown, FAILED",
    "ServiceUnavailable, FAILED",
    "AccessDenied, DENIED"
  })
  void anErrorOfOneKeyOfManyHasItsClass(String code, Kind kind) {
    StoreException failure = ERRORS.ofKey(code, "said so");

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining(code);
  }

  /** Every one of these is the whole run's, whatever status it comes with. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "ExpiredToken",
        "InvalidToken",
        "RequestTimeTooSkewed",
        "AccountProblem",
        "NotSignedUp",
        "PermanentRedirect",
        "TemporaryRedirect",
        "AuthorizationHeaderMalformed",
        "IllegalLocationConstraintException",
        "NoSuchBucket"
      })
  void whatNoOtherRequestSurvivesEndsTheRun(String code) {
    assertThat(ERRORS.classify(answer(400, code)).kind()).isEqualTo(Kind.FATAL);
  }

  /** These say that nothing was written, too, whatever status they come with. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "XMinioStorageFull",
        "XMinioAdminBucketQuotaExceeded",
        "QuotaExceeded",
        "InsufficientStorage"
      })
  void aFullStoreFailsTheRowToo(String code) {
    assertThat(ERRORS.classify(answer(400, code)).kind()).isEqualTo(Kind.FULL);
  }

  @ParameterizedTest
  @CsvSource({
    "404, NoSuchBucket, bucket images does not exist at http://store",
    "403, InvalidToken, 'the AWS credentials are not accepted (InvalidToken: m); renew'",
    "507, InsufficientStorage, 'the store is full (InsufficientStorage: m): free some space'",
    "403, InvalidObjectState, 'archived (InvalidObjectState: m): it must be restored'",
    "403, AccessDenied, 'access denied (AccessDenied: m); these credentials lack'",
    "409, OperationAborted, the store answered 409 OperationAborted: m",
    "301, PermanentRedirect, not to be reached through http://store (PermanentRedirect: m)"
  })
  void anAnswerIsToldWithItsCodeAndWhatToDo(int status, String code, String said) {
    assertThat(ERRORS.classify(answer(status, code))).hasMessageContaining(said);
  }

  @Test
  void aLockedVersionIsToldApartFromALackOfRights() {
    String text = "Access Denied because object protected by object lock.";
    String told = "the version is locked (AccessDenied: " + text + "): it stays until";
    assertThat(ERRORS.classify(answer(403, "AccessDenied", text, null)))
        .hasMessageStartingWith(told);
    assertThat(ERRORS.ofKey("AccessDenied", text)).hasMessageStartingWith(told);
    assertThat(ERRORS.ofKey("AccessDenied", text).kind()).isEqualTo(Kind.DENIED);
  }

  @Test
  void anAnswerThatSaysNothingIsToldByItsStatus() {
    S3Exception bare = answer(400, null, null, null);
    StoreException failure = ERRORS.classify(bare);
    assertThat(failure.kind()).isEqualTo(Kind.DENIED);
    assertThat(failure)
        .hasMessageContaining("answered 400 without explanation")
        .hasMessageContaining("SSE-C");
    assertThat(ERRORS.classify(answer(400, "Odd", " ", null)))
        .hasMessageEndingWith("answered 400 Odd");
    assertThat(ERRORS.classify(answer(409, null, null, null)))
        .hasMessageEndingWith("answered 409 without explanation");
    S3Exception empty = (S3Exception) S3Exception.builder().statusCode(502).build();
    assertThat(ERRORS.classify(empty).kind()).isEqualTo(Kind.UNKNOWN);
  }

  /** A HEAD has no body to say so. */
  @Test
  void aRefusalThatNamesAnotherRegionIsOneBecauseOfIt() {
    StoreException elsewhere = ERRORS.classify(answer(400, null, null, "eu-west-1"));
    assertThat(elsewhere.kind()).isEqualTo(Kind.FATAL);
    assertThat(elsewhere).hasMessageEndingWith("it is in eu-west-1");
    assertThat(elsewhere.code()).contains(FailureCode.REGION_WRONG);
    assertThat(ERRORS.classify(answer(400, null, null, "us-east-1")).kind()).isEqualTo(Kind.DENIED);
    assertThat(ERRORS.classify(answer(400, "Odd", "m", "eu-west-1")).kind()).isEqualTo(Kind.DENIED);
    assertThat(ERRORS.classify(answer(301, null, null, null)).kind()).isEqualTo(Kind.FATAL);
  }

  static Stream<Arguments> failuresOnTheWay() {
    return Stream.of(
        arguments(new ConnectException("refused"), Kind.FAILED, "cannot be reached: refused"),
        arguments(new UnknownHostException("store"), Kind.FAILED, "cannot be reached: store"),
        arguments(new SSLHandshakeException("bad"), Kind.FAILED, "cannot be reached: bad"),
        arguments(
            new IOException("socket connection refused."), Kind.FAILED, "cannot be reached: sock"),
        arguments(new IOException("reset"), Kind.UNKNOWN, "no answer came from http://store: re"),
        arguments(new IOException((String) null), Kind.UNKNOWN, "no answer came from"));
  }

  /** What never left did nothing; of all else nobody knows. */
  @ParameterizedTest
  @MethodSource("failuresOnTheWay")
  void aFailureOnTheWayIsToldByHowFarItCame(Throwable cause, Kind kind, String said) {
    StoreException failure =
        ERRORS.classify(
            new CompletionException(new ExecutionException(SdkClientException.create("x", cause))));
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining(said);
  }

  @Test
  void anAttemptThatNeverLeftMakesNoDoubt() {
    SdkClientException last = SdkClientException.create("x", new ConnectException("refused"));
    assertThat(S3Errors.mayHaveActed(last)).isFalse();
    last.addSuppressed(SdkClientException.create("x", new UnknownHostException("store")));
    assertThat(S3Errors.mayHaveActed(last)).isFalse();
    assertThat(ERRORS.classify(last).kind()).isEqualTo(Kind.FAILED);
    last.addSuppressed(SdkClientException.create("timed out"));
    assertThat(S3Errors.mayHaveActed(last)).isTrue();
    assertThat(ERRORS.classify(last).kind()).isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void credentialsThatAreGoneEndTheRun() {
    CredentialsException gone = new CredentialsException("profile work gives none: ended", null);
    for (Throwable failed : List.of(gone, SdkClientException.create("failed", gone))) {
      StoreException failure = ERRORS.classify(failed);
      assertThat(failure.kind()).isEqualTo(Kind.FATAL);
      assertThat(failure).hasMessage("profile work gives none: ended");
    }
  }

  @Test
  void aRequestThatCannotBeMadeIsDenied() {
    StoreException failure = ERRORS.classify(new IllegalArgumentException("bad key"));
    assertThat(failure.kind()).isEqualTo(Kind.DENIED);
    assertThat(failure).hasMessageContaining("cannot be made").hasMessageContaining("bad key");
  }

  @Test
  void whatIsNotThereIsAPlainNo() {
    assertThat(S3Errors.falseIfMissing(answer(404, "NoSuchKey")).join()).isFalse();
    assertThat(S3Errors.falseIfMissing(answer(403, "AccessDenied"))).isCompletedExceptionally();
    assertThat(S3Errors.isNotFound(answer(404, "NoSuchKey"))).isTrue();
    assertThat(S3Errors.isNotFound(answer(404, null, null, null))).isTrue();
    assertThat(S3Errors.isNotFound(answer(404, "NoSuchBucket"))).isFalse();
    assertThat(S3Errors.isNotFound(answer(403, "NoSuchKey"))).isFalse();
    assertThat(S3Errors.isNotFound(new IOException())).isFalse();
  }

  @Test
  void aStoreThatDoesNotKnowVersionsKeepsNone() {
    for (int status : new int[] {501, 405}) {
      assertThat(S3Errors.noVersionsIfUnknown(answer(status, "x")).join().status()).isNull();
    }
    assertThat(S3Errors.noVersionsIfUnknown(answer(403, "x"))).isCompletedExceptionally();
    assertThat(S3Errors.noVersionsIfUnknown(new IOException())).isCompletedExceptionally();
  }

  @Test
  void aRefusalWithoutAReasonMayBeDueToAKey() {
    for (int status : new int[] {400, 403}) {
      assertThat(S3Errors.isWithoutReason(answer(status, null, null, null))).isTrue();
      assertThat(S3Errors.isWithoutReason(answer(status, "AccessDenied"))).isFalse();
      assertThat(ERRORS.isClosed(answer(status, "AccessDenied"))).isTrue();
      assertThat(ERRORS.isClosed(answer(status, "ExpiredToken"))).isFalse();
      assertThat(S3Errors.isMalformed(answer(status, "x"))).isEqualTo(status == 400);
    }
    assertThat(S3Errors.isWithoutReason(answer(404, null, null, null))).isFalse();
    assertThat(ERRORS.isClosed(answer(405, "MethodNotAllowed"))).isFalse();
    assertThat(ERRORS.isClosed(new IOException())).isFalse();
    assertThat(S3Errors.isMalformed(new IOException())).isFalse();
    StoreException closed = ERRORS.closed("first", answer(403, "AccessDenied"));
    assertThat(closed.kind()).isEqualTo(Kind.DENIED);
    assertThat(closed)
        .hasMessageContaining("neither with the customer key first nor without one")
        .hasMessageContaining("AccessDenied: m");
  }

  @Test
  void aUserIsToldTheBucketAndAKnownErrorAsItIs() throws Exception {
    StocktakeException told = ERRORS.forUser(new CompletionException(answer(403, "AccessDenied")));
    assertThat(told.kind()).isEqualTo(StocktakeException.Kind.ENVIRONMENT);
    assertThat(told).hasMessageStartingWith("s3://images: access denied");
    StocktakeException known = StocktakeException.refused("known");
    assertThat(ERRORS.forUser(new ExecutionException(known))).isSameAs(known);
    assertThat(ERRORS.await(CompletableFuture.completedFuture("a"))).isEqualTo("a");
    assertThatThrownBy(() -> ERRORS.await(CompletableFuture.failedFuture(known))).isSameAs(known);
  }

  @Test
  void anInterruptIsKeptAndTold() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> ERRORS.await(new CompletableFuture<>()))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("interrupted while waiting for http://store");
    assertThat(Thread.interrupted()).isTrue();
  }

  private static S3Exception answer(int status, String code) {
    return answer(status, code, "m", null);
  }

  private static S3Exception answer(int status, String code, String message, String region) {
    SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(status);
    if (region != null) {
      response.putHeader("x-amz-bucket-region", region);
    }
    return (S3Exception)
        S3Exception.builder()
            .statusCode(status)
            .message(code)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode(code)
                    .errorMessage(message)
                    .sdkHttpResponse(response.build())
                    .build())
            .build();
  }
}
