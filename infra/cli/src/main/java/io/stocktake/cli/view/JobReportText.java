package io.stocktake.cli.view;

import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.report.ReportTotals;
import io.stocktake.executor.batch.report.TaskFailureClass;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.batch.ReportRow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A completion report on the screen. */
public final class JobReportText {
  private final Screen screen;
  private final boolean json;

  public JobReportText(Screen screen, boolean json) {
    this.screen = screen;
    this.json = json;
  }

  /**
   * Prints what a report says in all, and what S3 says of the job beside.
   *
   * @param said the job as S3 describes it, if it was asked
   */
  public void totals(S3Location manifest, ReportTotals totals, Optional<Job> said) {
    Optional<Job.Progress> counted = said.flatMap(Job::progress);
    long idle = counted.map(p -> Math.max(0, p.total() - p.ended())).orElse(0L);
    long named = totals.succeeded() + totals.failed();
    long unnamed = counted.map(p -> Math.max(0, p.ended() - named)).orElse(0L);
    if (json) {
      Map<String, Object> all = json(manifest, totals, idle, unnamed);
      said.ifPresent(job -> all.put("job", json(job)));
      screen.json(all);
      return;
    }
    said.ifPresent(this::job);
    screen.line("Report %s", manifest);
    screen.line("  %,15d  succeeded", totals.succeeded());
    for (ReportTotals.Failure failure : totals.failures()) {
      screen.line(
          "  %,15d  failed: %-9s  %s  %s%s",
          failure.rows(),
          failure.kind().code(),
          Printable.of(failure.code()),
          Printable.of(failure.message()),
          failure.others() ? "  (others have other messages: --rows)" : "");
    }
    if (unnamed > 0) {
      screen.line("  %,15d  ended, and not named: is it a report of failures only?", unnamed);
    }
    if (idle > 0) {
      screen.line("  %,15d  never begun", idle);
    }
  }

  private void job(Job job) {
    String operation = job.task().operation();
    screen.line(
        "Job %s  %s  %s",
        job.id(),
        operation.isEmpty() ? "an operation that is not known here" : operation,
        Printable.of(job.inWords()));
    String place = job.task().manifest().map(S3Location::toString).orElse("not there yet");
    if (job.task().generated()) {
      screen.line("  manifest, made by S3 itself: %s", Printable.of(place));
    } else if (job.task().manifest().isPresent()) {
      screen.line("  manifest: %s", Printable.of(place));
    }
  }

  private static Map<String, Object> json(Job job) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", job.id());
    json.put("operation", job.task().operation());
    json.put("state", job.state().code());
    json.put("reasons", job.reasons());
    json.put("manifest", job.task().manifest().map(S3Location::toString).orElse(null));
    json.put("manifestGenerated", job.task().generated());
    return json;
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
    json.put("otherMessages", failure.others());
    return json;
  }

  /** Prints one row. */
  public void row(ReportRow row) {
    if (json) {
      screen.json(json(row));
      return;
    }
    screen.line(
        "%-9s  %s%s%s  %s  %s",
        TaskFailureClass.of(row).code(),
        Printable.of(row.key().value()),
        row.encoded() ? "" : "  (as in the report: not URL-encoded)",
        row.versionId().isEmpty() ? "" : "  (version " + row.versionId() + ")",
        TaskFailureClass.code(row),
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
    json.put("outcome", TaskFailureClass.of(row).code());
    json.put("code", TaskFailureClass.code(row));
    json.put("message", row.message());
    return json;
  }
}
