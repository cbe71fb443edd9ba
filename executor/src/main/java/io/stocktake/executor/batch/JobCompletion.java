package io.stocktake.executor.batch;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.batch.compile.CompiledJob;
import io.stocktake.executor.batch.compile.CompiledJobs;
import io.stocktake.executor.batch.compile.JobRow;
import io.stocktake.executor.batch.create.JobCreation;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobDefaults;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.report.ReportMatcher;
import io.stocktake.executor.batch.report.ReportMatcher.UnreadableReportException;
import io.stocktake.executor.batch.setup.Backoff;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.journal.JobCheckpoint;
import io.stocktake.executor.journal.Journal;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.batch.CompletionReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Completes a job that has ended: its rows by its completion report, then the job itself. */
final class JobCompletion {
  private static final int MAX_WAITING = 1000;

  private final CompiledJobs compiled;
  private final BatchSetup route;
  private final Journal journal;
  private final OutcomeCounts counts;
  private final RunControl control;
  private final List<String> notes;
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

  JobCompletion(
      CompiledJobs compiled,
      BatchSetup route,
      Journal journal,
      OutcomeCounts counts,
      RunControl control,
      List<String> notes) {
    this.compiled = compiled;
    this.route = route;
    this.journal = journal;
    this.counts = counts;
    this.control = control;
    this.notes = notes;
  }

  /** Ends the rows of a job that S3 says has ended. */
  void end(CompiledJob job, JobCheckpoint checkpoint, Job said) throws IOException {
    boolean complete = said.state() == JobState.COMPLETE;
    Backoff backoff = new Backoff(route.patience(), control);
    while (true) {
      String reason;
      try {
        Optional<CompletionReport> report =
            CompletionReport.find(route.reports(), route.terms().reportPrefix(), said.id());
        if (report.isPresent()) {
          close(
              job, checkpoint, said, report, unnamed(said, "its report does not name the object"));
          return;
        }
        reason = "its report is missing";
      } catch (UnreadableReportException e) {
        reason = "its report cannot be read: " + e.getMessage();
      }
      boolean idle = !complete && !said.mayHaveActed();
      if (idle || backoff.waited().compareTo(route.patience().report()) >= 0) {
        close(job, checkpoint, said, Optional.empty(), idle ? idle(said) : unnamed(said, reason));
        return;
      }
      backoff.pause();
    }
  }

  /** Ends the rows of a job that S3 does not know. */
  void lost(CompiledJob job, JobCheckpoint checkpoint) throws IOException {
    RowResult unnamed =
        RowResult.of(Outcome.UNKNOWN, "S3 does not know the job " + checkpoint.id() + " any more");
    count(job, checkpoint, Optional.empty(), unnamed, Optional.empty());
    ended(job, checkpoint, "S3 does not know it any more");
  }

  /** Ends the rows of a job that S3 would not create. */
  void refused(CompiledJob job, JobCheckpoint checkpoint) throws IOException {
    RowResult failed =
        RowResult.of(
            Outcome.FAILED,
            "job "
                + job.number()
                + " was "
                + checkpoint.detail()
                + "; fix that and run apply again");
    count(job, checkpoint, Optional.empty(), failed, Optional.empty());
  }

  /** Ends a row that no job was sent for. */
  void skip(CompiledJob job, JobRow row, String reason) throws IOException {
    put(job, row, RowResult.of(Outcome.SKIPPED, reason));
  }

  /** What was ended is on the disk when this returns. */
  void flush() throws IOException {
    Futures.join(CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)));
    waiting.clear();
  }

  private void close(
      CompiledJob job,
      JobCheckpoint checkpoint,
      Job said,
      Optional<CompletionReport> report,
      RowResult unnamed)
      throws IOException {
    ReportMatcher.Count count =
        count(job, checkpoint, report, unnamed, stopped(said).filter(s -> report.isPresent()));
    tell(job, count);
    ended(
        job,
        checkpoint,
        said.inWords()
            + ", "
            + (report.isPresent() ? "" : "without a report, ")
            + count.succeeded()
            + " succeeded, "
            + count.failed()
            + " failed, "
            + count.missing()
            + " without a result");
  }

  /**
   * The result of objects that a job had not reached when it failed or was cancelled. S3 gives
   * every task that it began a line of the report (user guide, "Tracking job status and completion
   * reports").
   */
  private static Optional<ReportMatcher.Stopped> stopped(Job said) {
    return said.progress()
        .filter(p -> said.state() != JobState.COMPLETE)
        .map(
            p ->
                new ReportMatcher.Stopped(
                    p.ended(),
                    RowResult.of(
                        Outcome.SKIPPED,
                        "the job "
                            + said.id()
                            + " was "
                            + said.inWords()
                            + " before it reached this object; run apply again")));
  }

  private ReportMatcher.Count count(
      CompiledJob job,
      JobCheckpoint checkpoint,
      Optional<CompletionReport> report,
      RowResult unnamed,
      Optional<ReportMatcher.Stopped> stopped)
      throws IOException {
    ReportMatcher matcher =
        new ReportMatcher(
            compiled.file(job.number(), checkpoint.attempt()),
            job.bucket(),
            unnamed,
            stopped,
            (row, result) -> put(job, row, result));
    ReportMatcher.Count count = matcher.run(report);
    flush();
    return count;
  }

  /** A row that a crash left settled was counted when the plan was gone through. */
  private void put(CompiledJob job, JobRow row, RowResult result) throws IOException {
    boolean counted = journal.outcome(row.ordinal()).filter(Outcome::settled).isPresent();
    waiting.add(
        journal
            .ended(row.ordinal(), job.work().target(row.key()), result)
            .thenRun(
                () -> {
                  if (!counted) {
                    counts.add(result.outcome(), row.size());
                  }
                }));
    if (waiting.size() == MAX_WAITING) {
      flush();
    }
  }

  private void ended(CompiledJob job, JobCheckpoint checkpoint, String detail) throws IOException {
    Futures.join(
        journal.job(
            JobCreation.mark(
                job, checkpoint.attempt(), JobCheckpoint.Step.ENDED, checkpoint.id(), detail)));
  }

  private void tell(CompiledJob job, ReportMatcher.Count count) {
    if (count.duplicates() > 0) {
      notes.add(
          "the report of job " + job.number() + " names rows again, " + count.duplicates() + "x");
    }
    if (count.foreign() > 0) {
      notes.add(
          "the report of job "
              + job.number()
              + " has "
              + count.foreign()
              + " lines that are none of its rows");
    }
  }

  private RowResult unnamed(Job said, String reason) {
    return RowResult.of(
        Outcome.UNKNOWN,
        "the job " + said.id() + " is " + said.state().code() + why(said) + " and " + reason);
  }

  private RowResult idle(Job said) {
    return RowResult.of(
        Outcome.FAILED,
        "the job "
            + said.id()
            + " was "
            + said.state().code()
            + " before it began"
            + why(said)
            + "; run apply again");
  }

  /** S3 does not say which right the role lacks. */
  private String why(Job said) {
    String reasons = String.join("; ", said.reasons());
    JobDefaults defaults = route.terms();
    String needed =
        reasons.contains("manifest")
            ? needs("s3:GetObject and s3:GetObjectVersion", defaults.manifests())
            : reasons.contains("report") ? needs("s3:PutObject", defaults.reports()) : "";
    return reasons.isEmpty() ? "" : " (" + reasons + needed + ")";
  }

  private String needs(String actions, S3Location where) {
    String role = route.terms().roleArn();
    return "; see that the role " + role + " has " + actions + " on " + where + "*";
  }
}
