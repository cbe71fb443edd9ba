package io.stocktake.executor.batch.report;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.batch.compile.JobFile;
import io.stocktake.executor.batch.compile.JobRow;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.batch.ReportRow;
import io.stocktake.manifests.io.ExternalSorter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Matches a completion report to the rows of its job: each row gets one result, also those that the
 * report does not name.
 */
public final class ReportMatcher {
  private static final int ROWS_IN_MEMORY = 50_000;

  /** Takes the results in the order of the job's rows. */
  @FunctionalInterface
  public interface ResultConsumer {
    /** Takes the result of one row. */
    void accept(JobRow row, RowResult result) throws IOException;
  }

  /** The report is damaged or cannot be fetched; no result was given to anybody. */
  public static final class UnreadableReportException extends IOException {
    private static final long serialVersionUID = 1L;

    private UnreadableReportException(StocktakeException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * What the report held.
   *
   * @param succeeded rows that succeeded
   * @param failed rows that failed, drifted ones included
   * @param missing rows of the job that it does not name
   * @param duplicates lines that name a row once more
   * @param foreign lines that name no row of the job
   */
  public record Count(long succeeded, long failed, long missing, long duplicates, long foreign) {}

  /**
   * A job that ended before all of its tasks had begun.
   *
   * @param begun tasks that S3 counts as succeeded or failed
   * @param left the result of the rows that no task was begun for
   */
  public record Stopped(long begun, RowResult left) {}

  private final JobFile job;
  private final String bucket;
  private final RowResult unnamed;
  private final Optional<Stopped> stopped;
  private final ResultConsumer sink;
  private long succeeded;
  private long failed;
  private long missing;
  private long duplicates;
  private long foreign;
  private long unencoded;

  /**
   * A matcher of one job's report.
   *
   * @param bucket the bucket of the manifest's objects
   * @param unnamed the result of rows that the report does not name
   * @param stopped for a job that was stopped: if its report has exactly one line for each task
   *     that was begun, the other rows get this result instead
   */
  public ReportMatcher(
      JobFile job,
      String bucket,
      RowResult unnamed,
      Optional<Stopped> stopped,
      ResultConsumer sink) {
    this.job = job;
    this.bucket = bucket;
    this.unnamed = unnamed;
    this.stopped = stopped;
    this.sink = sink;
  }

  /**
   * Ends the rows of the job; without a report none is named.
   *
   * @throws UnreadableReportException before the first row is ended, or not at all
   */
  public Count run(Optional<CompletionReport> report) throws IOException {
    return run(report, ROWS_IN_MEMORY);
  }

  Count run(Optional<CompletionReport> report, int rowsInMemory) throws IOException {
    Path scratch = job.manifest().toAbsolutePath().resolveSibling("report.sort");
    try (ExternalSorter<ReportRow> sorter = ReportRowCodec.sorter(scratch, rowsInMemory)) {
      read(report, sorter);
      return pass(sorter, rest(sorter), sink);
    }
  }

  /** What is said of rows without a line. A line too few, and any of them may have been begun. */
  private RowResult rest(ExternalSorter<ReportRow> sorter) throws IOException {
    if (stopped.isEmpty()) {
      return unnamed;
    }
    Count count = pass(sorter, unnamed, (row, result) -> {});
    boolean exact =
        count.duplicates == 0
            && count.foreign == 0
            && count.succeeded + count.failed == stopped.get().begun();
    return exact ? stopped.get().left() : unnamed;
  }

  private Count pass(ExternalSorter<ReportRow> sorter, RowResult rest, ResultConsumer taker)
      throws IOException {
    succeeded = 0;
    failed = 0;
    missing = 0;
    duplicates = 0;
    foreign = unencoded;
    try (JobFile.Reader rows = new JobFile.Reader(job);
        ExternalSorter<ReportRow>.Cursor lines = sorter.cursor()) {
      for (Optional<JobRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        passForeign(lines, row.get().key());
        taker.accept(row.get(), result(row.get(), lines, rest));
      }
      passForeign(lines, null);
    }
    return new Count(succeeded, failed, missing, duplicates, foreign);
  }

  private void read(Optional<CompletionReport> report, ExternalSorter<ReportRow> sorter)
      throws IOException {
    try {
      if (report.isPresent()) {
        report.get().rows(line -> take(line, sorter));
      }
    } catch (StocktakeException e) {
      throw new UnreadableReportException(e);
    }
  }

  /** The job's own keys are URL-encoded: one that is not is none of them. */
  private void take(ReportRow line, ExternalSorter<ReportRow> sorter) throws IOException {
    if (line.encoded()) {
      sorter.add(ReportRowCodec.shortened(line));
    } else {
      unencoded++;
    }
  }

  /** Passes what comes before the next row; all of it, if there is no next row. */
  private void passForeign(ExternalSorter<ReportRow>.Cursor report, ObjectKey next)
      throws IOException {
    while (report.hasNext() && (next == null || report.peek().key().compareTo(next) < 0)) {
      report.next();
      foreign++;
    }
  }

  private RowResult result(JobRow row, ExternalSorter<ReportRow>.Cursor report, RowResult rest)
      throws IOException {
    ReportRow said = null;
    boolean contradicted = false;
    while (report.hasNext() && report.peek().key().equals(row.key())) {
      ReportRow line = report.next();
      if (!isOf(line, row)) {
        foreign++;
      } else if (said == null) {
        said = line;
      } else {
        duplicates++;
        contradicted |= said.succeeded() != line.succeeded();
      }
    }
    return result(said, contradicted, rest);
  }

  private boolean isOf(ReportRow line, JobRow row) {
    boolean version =
        row.versionId().isEmpty()
            || line.versionId().isEmpty()
            || line.versionId().equals(row.versionId().get());
    return line.bucket().equals(bucket) && version;
  }

  private RowResult result(ReportRow said, boolean contradicted, RowResult rest) {
    if (said == null) {
      missing++;
      return rest;
    }
    if (contradicted) {
      missing++;
      return RowResult.of(
          Outcome.UNKNOWN, "the job's report says both that it succeeded and failed");
    }
    succeeded += said.succeeded() ? 1 : 0;
    failed += said.succeeded() ? 0 : 1;
    return TaskResult.of(said);
  }
}
