package io.stocktake.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
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
    "507, XMinioStorageFull, FATAL",
    "403, QuotaExceeded, FATAL"
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

  private static S3Exception answer(int status, String code) {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(status)
            .message(code)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("m").build())
            .build();
  }
}
