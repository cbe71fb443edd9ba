package io.stocktake.executor.batch.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.batch.ReportRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a task's status and error code mean for its row. */
class TaskFailureClassTest {
  @ParameterizedTest
  @CsvSource({
    "404, NoSuchKey, DRIFTED",
    "404, '', DRIFTED",
    "404, NoSuchBucket, PERMANENT",
    "412, '', DRIFTED",
    "400, NoSuchVersion, DRIFTED",
    "200, PreconditionFailed, DRIFTED",
    "503, '', RETRY",
    "500, SomethingNew, RETRY",
    "200, InternalError, RETRY",
    "400, RequestTimeout, RETRY",
    "'', 503, RETRY",
    "403, AccessDenied, PERMANENT",
    "400, '', PERMANENT",
    "'', '', PERMANENT"
  })
  void whatIsToBeDoneFollowsFromStatusAndCode(String status, String code, TaskFailureClass wanted) {
    ReportRow row = failed(status, code, "");
    assertThat(TaskFailureClass.of(row)).isEqualTo(wanted);
    assertThat(TaskResult.of(row).outcome())
        .isEqualTo(wanted == TaskFailureClass.DRIFTED ? Outcome.DRIFTED : Outcome.FAILED);
  }

  @Test
  void aTaskThatSucceededDidWhateverItsCodeSays() {
    ReportRow row = new ReportRow("b", new ObjectKey("k"), "", true, "404", "NoSuchKey", "odd");
    assertThat(TaskFailureClass.of(row)).isEqualTo(TaskFailureClass.SUCCEEDED);
    assertThat(TaskResult.of(row)).isEqualTo(RowResult.of(Outcome.DONE, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, no, (AccessDenied: no)",
    "403, AccessDenied, '', lacks a permission",
    "403, InvalidObjectState, '', must be restored",
    "400, InvalidRequest, too large, (InvalidRequest: too large)",
    "418, '', '', (418)",
    "503, SlowDown, '', run apply again",
    "412, '', '', make a new plan"
  })
  void aFailureIsToldInS3sWordsAndWithWhatToDo(
      String status, String code, String message, String said) {
    assertThat(TaskResult.of(failed(status, code, message)).detail()).contains(said);
  }

  private static ReportRow failed(String status, String code, String message) {
    return new ReportRow("b", new ObjectKey("k"), "", false, status, code, message);
  }
}
