package io.stocktake.cli.view.jobs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.report.ReportTotals;
import io.stocktake.executor.batch.report.TaskFailureClass;
import io.stocktake.manifests.S3Location;
import java.util.List;
import java.util.Optional;

/**
 * What a completion report says in all, and what S3 says of the job.
 *
 * @param report its manifest
 * @param neverBegun tasks that S3 counts, but did not begin
 * @param unnamed tasks that ended, and that the report does not name
 * @param job the job as S3 describes it, if it was asked
 */
public record JobReportView(
    S3Location report,
    long succeeded,
    long failed,
    long neverBegun,
    long unnamed,
    List<Failure> failures,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<DescribedJob> job) {

  /**
   * Tasks that failed with one code.
   *
   * @param kind what kind of failure it is
   * @param message that of one of them
   * @param otherMessages whether others have other messages
   */
  public record Failure(
      @JsonProperty("class") TaskFailureClass kind,
      String code,
      long rows,
      String message,
      boolean otherMessages) {
    private static Failure of(ReportTotals.Failure failure) {
      return new Failure(
          failure.kind(), failure.code(), failure.rows(), failure.message(), failure.others());
    }
  }

  /**
   * A job as S3 describes it.
   *
   * @param operation empty if it is not known here
   * @param manifest what lists its objects, if it is there yet
   * @param manifestGenerated whether S3 made that itself
   * @param inWords its state and how far it is
   */
  public record DescribedJob(
      String id,
      String operation,
      JobState state,
      List<String> reasons,
      Optional<S3Location> manifest,
      boolean manifestGenerated,
      @JsonIgnore String inWords) {
    private static DescribedJob of(Job job) {
      return new DescribedJob(
          job.id(),
          job.task().operation(),
          job.state(),
          job.reasons(),
          job.task().manifest(),
          job.task().generated(),
          job.inWords());
    }
  }

  /**
   * What a report says in all.
   *
   * @param said the job as S3 describes it, if it was asked
   */
  public static JobReportView of(S3Location manifest, ReportTotals totals, Optional<Job> said) {
    Optional<Job.Progress> counted = said.flatMap(Job::progress);
    long named = totals.succeeded() + totals.failed();
    return new JobReportView(
        manifest,
        totals.succeeded(),
        totals.failed(),
        counted.map(p -> Math.max(0, p.total() - p.ended())).orElse(0L),
        counted.map(p -> Math.max(0, p.ended() - named)).orElse(0L),
        totals.failures().stream().map(Failure::of).toList(),
        said.map(DescribedJob::of));
  }
}
