package io.stocktake.cli.view.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.batch.report.TaskFailureClass;
import io.stocktake.manifests.batch.ReportRow;

/**
 * One row of a completion report.
 *
 * @param keyAsInReport whether the key is not URL-encoded in the report, as it should be
 * @param version empty if the row names none
 */
public record ReportRowView(
    String bucket,
    String key,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean keyAsInReport,
    String version,
    TaskFailureClass outcome,
    String code,
    String message) {
  /** A row. */
  public static ReportRowView of(ReportRow row) {
    return new ReportRowView(
        row.bucket(),
        row.key().value(),
        !row.encoded(),
        row.versionId(),
        TaskFailureClass.of(row),
        TaskFailureClass.code(row),
        row.message());
  }

  /** Prints it for people. */
  public void print(Screen screen) {
    screen.line(
        "%-9s  %s%s%s  %s  %s",
        outcome.code(),
        Printable.of(key),
        keyAsInReport ? "  (as in the report: not URL-encoded)" : "",
        version.isEmpty() ? "" : "  (version " + version + ")",
        code,
        Printable.of(message));
  }
}
