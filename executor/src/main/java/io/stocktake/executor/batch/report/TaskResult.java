package io.stocktake.executor.batch.report;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.manifests.batch.ReportRow;

/** The result of a plan's row, from its row in a report. */
final class TaskResult {
  private TaskResult() {}

  static RowResult of(ReportRow row) {
    String told = told(row);
    return switch (TaskFailureClass.of(row)) {
      case SUCCEEDED -> RowResult.of(Outcome.DONE, "");
      case DRIFTED ->
          RowResult.of(
              Outcome.DRIFTED,
              "the object is not the one the plan saw any more (" + told + "); make a new plan");
      case RETRY -> RowResult.of(Outcome.FAILED, "S3 was busy (" + told + "); run apply again");
      case PERMANENT -> RowResult.of(Outcome.FAILED, sentence(row, told));
    };
  }

  private static String sentence(ReportRow row, String told) {
    return switch (row.errorCode()) {
      case "AccessDenied" -> "access denied (" + told + "); the role of the job lacks a permission";
      case "InvalidObjectState" ->
          "the object is archived (" + told + "): it must be restored before it can be copied";
      default -> "the job's task failed (" + told + ")";
    };
  }

  private static String told(ReportRow row) {
    String code = TaskFailureClass.code(row);
    return row.message().isEmpty() ? code : code + ": " + row.message();
  }
}
