package io.stocktake.executor.batch.report;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.manifests.batch.ReportRow;
import java.util.Set;

/** What a row of a report means for the row of the plan. */
final class TaskResult {
  private static final Set<String> GONE =
      Set.of("NoSuchKey", "NoSuchVersion", "PreconditionFailed");
  private static final Set<String> BUSY =
      Set.of("SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "503", "500");

  private TaskResult() {}

  static Result of(ReportRow row) {
    if (row.succeeded()) {
      return Result.of(Outcome.DONE, "");
    }
    boolean drifted =
        row.httpStatus().equals("412")
            || (row.httpStatus().equals("404") && !row.errorCode().equals("NoSuchBucket"))
            || GONE.contains(row.errorCode());
    String told = told(row);
    if (drifted) {
      return Result.of(
          Outcome.DRIFTED,
          "the object is not the one the plan saw any more (" + told + "); make a new plan");
    }
    return Result.of(Outcome.FAILED, sentence(row, told));
  }

  private static String sentence(ReportRow row, String told) {
    if (row.httpStatus().startsWith("5") || BUSY.contains(row.errorCode())) {
      return "S3 was busy (" + told + "); run apply again";
    }
    return switch (row.errorCode()) {
      case "AccessDenied" -> "access denied (" + told + "); the role of the job lacks a permission";
      case "InvalidObjectState" ->
          "the object is archived (" + told + "): it must be restored before it can be copied";
      default -> "the job's task failed (" + told + ")";
    };
  }

  private static String told(ReportRow row) {
    String code = row.errorCode().isEmpty() ? row.httpStatus() : row.errorCode();
    return row.message().isEmpty() ? code : code + ": " + row.message();
  }
}
