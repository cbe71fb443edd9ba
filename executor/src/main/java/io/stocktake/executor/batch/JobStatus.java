package io.stocktake.executor.batch;

import io.stocktake.executor.batch.compile.CompiledJob;
import io.stocktake.executor.batch.compile.CompiledJobs;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobWork;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.journal.JobMark;
import io.stocktake.executor.journal.PlanStatus;
import io.stocktake.manifests.plan.PlanBundle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far one job of a plan is.
 *
 * @param number its number in the plan
 * @param work what it does to each object
 * @param canary whether it goes ahead of others
 * @param rows objects in its manifest
 * @param attempt how often it was begun; 0 if not yet
 * @param id its id; empty before it has one
 * @param state S3's word where it was asked, ours else: waiting, held back, begun, created, ended
 * @param progress tasks, as far as S3 says
 * @param detail what there is to say of its end
 */
public record JobStatus(
    int number,
    JobWork work,
    boolean canary,
    long rows,
    int attempt,
    String id,
    String state,
    Optional<Job.Progress> progress,
    String detail) {
  private static final String WAITING = "waiting";

  static JobStatus of(CompiledJob job, Optional<JobMark> mark, Optional<Job> said) {
    return new JobStatus(
        job.number(),
        job.work(),
        job.canary(),
        job.rows(),
        mark.map(JobMark::attempt).orElse(0),
        mark.map(JobMark::id).orElse(""),
        said.map(j -> j.state().code()).or(() -> mark.map(m -> m.step().code())).orElse(WAITING),
        said.flatMap(Job::progress),
        mark.map(JobMark::detail).orElse(""));
  }

  /** The same of a job that is not sent, with the reason. */
  JobStatus heldBack(String reason) {
    return new JobStatus(number, work, canary, rows, attempt, id, "held back", progress, reason);
  }

  /**
   * The jobs of a plan, while a run may be at them.
   *
   * @param jobs to ask S3 about those that exist; none to tell what the journal knows alone
   */
  public static List<JobStatus> list(PlanBundle bundle, Optional<BatchJobs> jobs)
      throws IOException {
    Optional<CompiledJobs> compiled = CompiledJobs.find(bundle);
    if (compiled.isEmpty()) {
      return List.of();
    }
    List<JobMark> marks = PlanStatus.read(bundle).jobs();
    List<JobStatus> all = new ArrayList<>();
    for (CompiledJob job : compiled.get().jobs()) {
      Optional<JobMark> mark = marks.stream().filter(m -> m.number() == job.number()).findFirst();
      all.add(of(job, mark, ask(mark, jobs)));
    }
    return all;
  }

  private static Optional<Job> ask(Optional<JobMark> mark, Optional<BatchJobs> jobs)
      throws JobsException {
    Optional<String> id = mark.map(JobMark::id).filter(i -> !i.isEmpty());
    if (id.isEmpty() || jobs.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(jobs.get().describe(id.get()));
    } catch (JobsException e) {
      if (e.kind() == JobsException.Kind.NO_SUCH_JOB) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
