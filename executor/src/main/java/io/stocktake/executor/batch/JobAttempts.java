package io.stocktake.executor.batch;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.batch.compile.CompiledJob;
import io.stocktake.executor.batch.compile.CompiledJobs;
import io.stocktake.executor.batch.compile.JobFile;
import io.stocktake.executor.batch.compile.JobRow;
import io.stocktake.executor.journal.JobCheckpoint;
import io.stocktake.executor.journal.Journal;
import java.io.IOException;
import java.util.Optional;

/** Which rows of a job its next attempt holds: those that are neither settled nor in doubt. */
final class JobAttempts {
  private final CompiledJobs compiled;
  private final Journal journal;

  JobAttempts(CompiledJobs compiled, Journal journal) {
    this.compiled = compiled;
    this.journal = journal;
  }

  /** Takes rows that are open. */
  @FunctionalInterface
  interface AttemptConsumer {
    /** Takes one row. */
    void accept(JobRow row) throws IOException;
  }

  /**
   * What there is to do of a job.
   *
   * @param open rows for the next attempt
   * @param inDoubt rows to be asked about first
   * @param bad rows that were tried and not done, drifted ones included
   */
  record Survey(long open, long inDoubt, long bad) {}

  Survey survey(CompiledJob job) throws IOException {
    long[] counts = new long[3];
    each(
        job,
        row -> {
          Optional<Outcome> outcome = journal.outcome(row.ordinal());
          counts[0] += isOpen(row) ? 1 : 0;
          counts[1] += journal.inDoubt(row.ordinal()) ? 1 : 0;
          counts[2] += outcome.filter(JobAttempts::isBad).isPresent() ? 1 : 0;
        });
    return new Survey(counts[0], counts[1], counts[2]);
  }

  /** Hands out the rows that the next attempt holds. */
  void open(CompiledJob job, AttemptConsumer sink) throws IOException {
    each(
        job,
        row -> {
          if (isOpen(row)) {
            sink.accept(row);
          }
        });
  }

  /** Writes the next attempt's rows down, unless it has all of the job's, and tells its number. */
  int prepare(CompiledJob job, Survey survey) throws IOException {
    int last = journal.job(job.number()).map(JobCheckpoint::attempt).orElse(0);
    if (last == 0 && survey.open() == job.rows()) {
      return 1;
    }
    int attempt = Math.max(2, last + 1);
    JobFile file = compiled.file(job.number(), attempt);
    try (JobFile.Writer writer = new JobFile.Writer(file, job.bucket(), job.versions())) {
      open(job, writer::row);
    }
    return attempt;
  }

  private void each(CompiledJob job, AttemptConsumer sink) throws IOException {
    try (JobFile.Reader rows = new JobFile.Reader(compiled.file(job.number(), 1))) {
      for (Optional<JobRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        sink.accept(row.get());
      }
    }
  }

  private boolean isOpen(JobRow row) {
    boolean settled = journal.outcome(row.ordinal()).filter(Outcome::settled).isPresent();
    return !settled && !journal.inDoubt(row.ordinal());
  }

  private static boolean isBad(Outcome outcome) {
    return outcome != Outcome.DONE && outcome != Outcome.ALREADY_DONE && outcome != Outcome.SKIPPED;
  }
}
