package io.stocktake.cli.commands;

import io.stocktake.cli.screen.Screen;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.report.ReportTotals;
import io.stocktake.executor.batch.report.TaskClass;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.batch.ReportRow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A completion report on the screen. */
final class JobReportText {
  private final Screen screen;
  private final boolean json;

  JobReportText(Screen screen, boolean json) {
    this.screen = screen;
    this.json = json;
  }

  /** Whether S3 counts every task as succeeded. */
  static boolean allSucceeded(Job.Progress counted) {
    return counted.succeeded() == counted.total();
  }

  /**
   * Prints what a report says in all, and what S3 counts beside.
   *
   * @param counted tasks as S3 counts them, if it was asked
   */
  void totals(S3Location manifest, ReportTotals totals, Optional<Job.Progress> counted) {
    long idle = counted.map(p -> Math.max(0, p.total() - ended(p))).orElse(0L);
    long named = totals.succeeded() + totals.failed();
    long unnamed = counted.map(p -> Math.max(0, ended(p) - named)).orElse(0L);
    if (json) {
      screen.json(json(manifest, totals, idle, unnamed));
      return;
    }
    screen.line("Report %s", manifest);
    screen.line("  %,15d  succeeded", totals.succeeded());
    for (ReportTotals.Failure failure : totals.failures()) {
      screen.line(
          "  %,15d  failed: %-9s  %s  %s",
          failure.rows(), failure.kind().code(), failure.code(), Printable.of(failure.message()));
    }
    if (unnamed > 0) {
      screen.line("  %,15d  ended, and not named: is it a report of failures only?", unnamed);
    }
    if (idle > 0) {
      screen.line("  %,15d  never begun", idle);
    }
  }

  private static long ended(Job.Progress counted) {
    return counted.succeeded() + counted.failed();
  }

  private static Map<String, Object> json(
      S3Location manifest, ReportTotals totals, long idle, long unnamed) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("report", manifest.toString());
    json.put("succeeded", totals.succeeded());
    json.put("failed", totals.failed());
    json.put("neverBegun", idle);
    json.put("unnamed", unnamed);
    json.put("failures", totals.failures().stream().map(JobReportText::json).toList());
    return json;
  }

  private static Map<String, Object> json(ReportTotals.Failure failure) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("class", failure.kind().code());
    json.put("code", failure.code());
    json.put("rows", failure.rows());
    json.put("message", failure.message());
    return json;
  }

  /** Prints one row. */
  void row(ReportRow row) {
    if (json) {
      screen.json(json(row));
      return;
    }
    screen.line(
        "%-9s  %s%s%s  %s  %s",
        TaskClass.of(row).code(),
        Printable.of(row.key().value()),
        row.encoded() ? "" : "  (as in the report: not URL-encoded)",
        row.versionId().isEmpty() ? "" : "  (version " + row.versionId() + ")",
        TaskClass.code(row),
        Printable.of(row.message()));
  }

  private static Map<String, Object> json(ReportRow row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bucket", row.bucket());
    json.put("key", row.key().value());
    if (!row.encoded()) {
      json.put("keyAsInReport", true);
    }
    json.put("version", row.versionId());
    json.put("outcome", TaskClass.of(row).code());
    json.put("code", TaskClass.code(row));
    json.put("message", row.message());
    return json;
  }
}
