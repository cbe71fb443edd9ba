package io.stocktake.aws.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.jobs.JobsException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What each error of S3 Control means for the job it was about. */
class ControlErrorsTest {
  private static final ControlErrors ERRORS = new ControlErrors("S3 Control");

  @ParameterizedTest
  @CsvSource({
    "404, NoSuchJob, NO_SUCH_JOB",
    "400, NotFoundException, NO_SUCH_JOB",
    "404, '', NO_SUCH_JOB",
    "400, TooManyRequestsException, BUSY",
    "400, ThrottlingException, BUSY",
    "429, '', BUSY",
    "503, '', BUSY",
    "400, IdempotencyException, TOKEN_TAKEN",
    "400, IdempotentParameterMismatch, TOKEN_TAKEN",
    "400, JobStatusException, WRONG_STATE",
    "409, InvalidJobStatus, WRONG_STATE",
    "500, InternalServiceException, UNKNOWN",
    "502, '', UNKNOWN",
    "403, AccessDenied, DENIED",
    "400, InvalidRequest, DENIED",
    "499, Odd, DENIED"
  })
  void anAnswerHasItsClass(int status, String code, Kind kind) {
    assertThat(ERRORS.classify(answer(status, code, "m")).kind()).isEqualTo(kind);
  }

  @Test
  void anAnswerIsToldAsFarAsItSaysAnything() {
    assertThat(ERRORS.classify(answer(403, "AccessDenied", "no")))
        .hasMessage("S3 Control answered 403 AccessDenied: no");
    assertThat(ERRORS.classify(answer(403, "", " ")))
        .hasMessage("S3 Control answered 403 an error");
    assertThat(ERRORS.classify(answer(403, null, null)))
        .hasMessage("S3 Control answered 403 an error");
    assertThat(ERRORS.classify(AwsServiceException.builder().statusCode(500).build()))
        .hasMessage("S3 Control answered 500 an error");
  }

  /** A job whose creation never left does not exist; of one that may have, nobody knows. */
  @Test
  void aFailureOnTheWayIsToldByHowFarItCame() {
    for (IOException cause :
        new IOException[] {new ConnectException("refused"), new UnknownHostException("refused")}) {
      JobsException unsent = ERRORS.classify(SdkClientException.create("x", cause));
      assertThat(unsent.kind()).isEqualTo(Kind.BUSY);
      assertThat(unsent).hasMessage("S3 Control cannot be reached: refused");
    }
    JobsException lost = ERRORS.classify(SdkClientException.create("x", new IOException("reset")));
    assertThat(lost.kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(lost).hasMessage("no answer came from S3 Control: reset");
  }

  private static AwsServiceException answer(int status, String code, String message) {
    return AwsServiceException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .build();
  }
}
