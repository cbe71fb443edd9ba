package io.stocktake.executor.batch;

import io.stocktake.executor.batch.compile.CompiledJob;
import io.stocktake.executor.batch.compile.CompiledJobs;
import io.stocktake.executor.batch.create.AuxiliaryJob;
import io.stocktake.executor.batch.create.AuxiliaryJobRecord;
import io.stocktake.executor.batch.create.JobCreation;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.journal.JobCheckpoint;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The status of one job of a plan.
 *
 * @param number its number in the plan; 0 for one that helps the next plan ({@link AuxiliaryJob})
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
    JobOperation work,
    boolean canary,
    long rows,
    int attempt,
    String id,
    String state,
    Optional<Job.Progress> progress,
    String detail) {
  private static final String WAITING = "waiting";

  /** S3's word on a job; none if it was not asked, or knows no such job. */
  private record Word(Optional<Job> said, boolean unknown) {
    private static final Word NONE = new Word(Optional.empty(), false);

    String state(String ours) {
      return unknown ? "unknown to S3" : said.map(job -> job.state().code()).orElse(ours);
    }

    String reasons() {
      return said.map(job -> String.join("; ", job.reasons())).orElse("");
    }
  }

  static JobStatus of(CompiledJob job, Optional<JobCheckpoint> mark, Optional<Job> said) {
    return of(job, mark, new Word(said, false));
  }

  private static JobStatus of(CompiledJob job, Optional<JobCheckpoint> mark, Word word) {
    String detail = mark.map(JobCheckpoint::detail).orElse("");
    return new JobStatus(
        job.number(),
        job.work(),
        job.canary(),
        job.rows(),
        mark.map(JobCheckpoint::attempt).orElse(0),
        mark.map(JobCheckpoint::id).orElse(""),
        word.state(mark.map(m -> m.step().code()).orElse(WAITING)),
        word.said.flatMap(Job::progress),
        detail.isEmpty() ? word.reasons() : detail);
  }

  private static JobStatus of(AuxiliaryJobRecord record, Word word) {
    boolean known = !record.id().isEmpty();
    JobCheckpoint.Step step = known ? JobCheckpoint.Step.CREATED : JobCheckpoint.Step.BEGUN;
    String report = known ? "report: " + record.report() : "";
    String reasons = word.reasons().isEmpty() ? "" : word.reasons() + "  ";
    return new JobStatus(
        0,
        record.work(),
        false,
        record.objects(),
        1,
        record.id(),
        word.state(step.code()),
        word.said.flatMap(Job::progress),
        reasons + report);
  }

  /** The job as a sentence calls it: {@code job 3}, {@code checksum job}. */
  public String name() {
    return number > 0 ? "job " + number : AuxiliaryJob.name(work) + " job";
  }

  /** What names its last attempt within the plan. */
  String what() {
    return number > 0 ? JobCreation.what(number, attempt) : name();
  }

  /** Whether every row of it has its outcome. */
  boolean isSettled() {
    return state.equals(JobCheckpoint.Step.ENDED.code());
  }

  /** Whether it may exist. */
  boolean isBegun() {
    return attempt > 0;
  }

  /** The same of a job that is not sent, with the reason. */
  JobStatus heldBack(String reason) {
    return new JobStatus(number, work, canary, rows, attempt, id, "held back", progress, reason);
  }

  /**
   * The jobs of a plan, while a run may be at them, and those that help the next one.
   *
   * @param jobs to ask S3 about those that exist; none to tell what the plan's directory knows
   */
  public static List<JobStatus> list(PlanBundle bundle, Optional<BatchJobs> jobs)
      throws IOException {
    List<JobStatus> all = new ArrayList<>();
    Optional<CompiledJobs> compiled = CompiledJobs.find(bundle);
    if (compiled.isPresent()) {
      List<JobCheckpoint> marks = PlanStatus.read(bundle).jobs();
      for (CompiledJob job : compiled.get().jobs()) {
        Optional<JobCheckpoint> mark =
            marks.stream().filter(m -> m.number() == job.number()).findFirst();
        all.add(of(job, mark, ask(mark.map(JobCheckpoint::id).orElse(""), jobs)));
      }
    }
    for (AuxiliaryJobRecord record : AuxiliaryJobRecord.list(bundle)) {
      all.add(of(record, ask(record.id(), jobs)));
    }
    return all;
  }

  private static Word ask(String id, Optional<BatchJobs> jobs) throws JobsException {
    if (id.isEmpty() || jobs.isEmpty()) {
      return Word.NONE;
    }
    try {
      return new Word(Optional.of(jobs.get().describe(id)), false);
    } catch (JobsException e) {
      if (e.kind() == JobsException.Kind.NO_SUCH_JOB) {
        return new Word(Optional.empty(), true);
      }
      throw e;
    }
  }
}
