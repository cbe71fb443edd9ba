package io.stocktake.executor.batch.report;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.batch.ReportRow;
import java.util.Set;

/** Classifies a task by what to do about it, from its row in a report. */
public enum TaskFailureClass implements CodedEnum {
  /** Nothing: it did what it was to do. */
  SUCCEEDED("succeeded"),
  /** S3 was busy: the same again. */
  RETRY("retry"),
  /** The same again would fail again. */
  PERMANENT("permanent"),
  /** The object is gone, or another than the one that was meant. */
  DRIFTED("drifted");

  private static final Set<String> GONE =
      Set.of("NoSuchKey", "NoSuchVersion", "PreconditionFailed");

  /** The last is how a Lambda function says it of its task. */
  private static final Set<String> BUSY =
      Set.of(
          "SlowDown",
          "ServiceUnavailable",
          "InternalError",
          "RequestTimeout",
          "503",
          "500",
          "TemporaryFailure");

  private final String code;

  TaskFailureClass(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  /** The class of a task. */
  public static TaskFailureClass of(ReportRow row) {
    if (row.succeeded()) {
      return SUCCEEDED;
    }
    boolean missing = row.httpStatus().equals("404") && !row.errorCode().equals("NoSuchBucket");
    if (missing || row.httpStatus().equals("412") || GONE.contains(row.errorCode())) {
      return DRIFTED;
    }
    return row.httpStatus().startsWith("5") || BUSY.contains(row.errorCode()) ? RETRY : PERMANENT;
  }

  /** The error's code, or the HTTP status of an error without one. */
  public static String code(ReportRow row) {
    return row.errorCode().isEmpty() ? row.httpStatus() : row.errorCode();
  }
}
