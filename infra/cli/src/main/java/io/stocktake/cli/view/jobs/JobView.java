package io.stocktake.cli.view.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.stocktake.executor.batch.JobStatus;
import io.stocktake.executor.batch.jobs.Job;
import java.util.Optional;

/**
 * A job of a plan.
 *
 * @param number its number in the plan; 0 for one that helps the next plan
 * @param work what it does to each object
 * @param canary whether it goes ahead of others
 * @param rows objects in its manifest
 * @param attempt how often it was begun; 0 if not yet
 * @param id its id; empty before it has one
 * @param succeeded tasks that did, as far as S3 says
 * @param failed tasks that did, as far as S3 says
 * @param detail what there is to say of its end
 */
public record JobView(
    String name,
    int number,
    String work,
    boolean canary,
    long rows,
    int attempt,
    String id,
    String state,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Long> succeeded,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Long> failed,
    String detail) {
  /** A job as it was last seen. */
  public static JobView of(JobStatus job) {
    return new JobView(
        job.name(),
        job.number(),
        job.work().toString(),
        job.canary(),
        job.rows(),
        job.attempt(),
        job.id(),
        job.state(),
        job.progress().map(Job.Progress::succeeded),
        job.progress().map(Job.Progress::failed),
        job.detail());
  }
}
