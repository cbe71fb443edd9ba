package io.stocktake.executor.batch;

import io.stocktake.executor.batch.create.JobLabel;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A change to the jobs of a plan: confirm, cancel or set the priority. Includes the auxiliary jobs
 * of the plan.
 */
public final class JobChange {
  private final Verb verb;
  private final Request request;

  private enum Verb {
    CONFIRM("confirmed"),
    CANCEL("told to end"),
    PRIORITIZE("given its new priority");

    private final String done;

    Verb(String done) {
      this.done = done;
    }
  }

  @FunctionalInterface
  private interface Request {
    void send(BatchJobs jobs, String id) throws JobsException;
  }

  /**
   * What became of one job.
   *
   * @param name the job: {@code job 3}, {@code checksum job}
   * @param id its id; empty if S3 knows no such job
   * @param good whether it is as was wanted, or has ended anyway
   * @param sentence what was done, or why not
   */
  public record Change(String name, String id, boolean good, String sentence) {}

  private JobChange(Verb verb, Request request) {
    this.verb = verb;
    this.request = request;
  }

  /** Lets jobs run that wait for confirmation. */
  public static JobChange confirm() {
    return new JobChange(Verb.CONFIRM, (jobs, id) -> jobs.confirm(id, "confirmed"));
  }

  /** Ends jobs; what their tasks have done stays done. */
  public static JobChange cancel() {
    return new JobChange(Verb.CANCEL, (jobs, id) -> jobs.cancel(id, "cancelled"));
  }

  /** Gives jobs another priority; the higher goes first. */
  public static JobChange priority(int priority) {
    return new JobChange(Verb.PRIORITIZE, (jobs, id) -> jobs.updatePriority(id, priority));
  }

  /**
   * Changes every job that was begun and whose rows do not all have their outcomes.
   *
   * @throws JobsException if S3 cannot be asked, or denies the request
   */
  public List<Change> of(PlanBundle bundle, BatchJobs jobs) throws IOException {
    List<Change> changes = new ArrayList<>();
    for (JobStatus job : JobStatus.list(bundle, Optional.empty())) {
      if (job.isBegun() && !job.isSettled()) {
        changes.add(change(bundle, jobs, job));
      }
    }
    return changes;
  }

  private Change change(PlanBundle bundle, BatchJobs jobs, JobStatus job) throws JobsException {
    Optional<String> id =
        job.id().isEmpty() ? JobLabel.find(jobs, bundle, job.what()) : Optional.of(job.id());
    if (id.isEmpty()) {
      return new Change(job.name(), "", false, "S3 lists no such job; it may never have been made");
    }
    Job before;
    try {
      before = jobs.describe(id.get());
    } catch (JobsException e) {
      if (e.kind() == JobsException.Kind.NO_SUCH_JOB) {
        return new Change(
            job.name(), id.get(), false, "S3 does not know it: not yet, or not any more");
      }
      throw e;
    }
    Optional<Change> obstacle = obstacle(job.name(), before);
    return obstacle.isPresent() ? obstacle.get() : send(jobs, job.name(), before);
  }

  /**
   * A job may change state between DescribeJob and the request: then its new state is the reason.
   */
  private Change send(BatchJobs jobs, String name, Job before) throws JobsException {
    try {
      request.send(jobs, before.id());
      return new Change(name, before.id(), true, verb.done);
    } catch (JobsException e) {
      Job now = jobs.describe(before.id());
      if (e.kind() != JobsException.Kind.WRONG_STATE && !now.state().isTerminal()) {
        throw e;
      }
      return obstacle(name, now)
          .orElseGet(
              () ->
                  new Change(
                      name, now.id(), false, "is " + now.inWords() + ", and " + e.getMessage()));
    }
  }

  /** What keeps a job in this state from being changed, if anything does. */
  private Optional<Change> obstacle(String name, Job job) {
    if (job.state().isTerminal()) {
      boolean good = verb != Verb.CONFIRM || job.state() == JobState.COMPLETE;
      return because(name, job, good, "it has ended and cannot be changed any more");
    }
    if (verb == Verb.CONFIRM) {
      return unconfirmable(name, job);
    }
    if (!isEnding(job.state())) {
      return Optional.empty();
    }
    return verb == Verb.CANCEL
        ? because(
            name,
            job,
            job.state() != JobState.COMPLETING,
            "it ends by itself and cannot be cancelled any more")
        : because(name, job, true, "it has no tasks left that could come sooner");
  }

  private static Optional<Change> unconfirmable(String name, Job job) {
    return switch (job.state()) {
      case SUSPENDED -> Optional.empty();
      case NEW, PREPARING ->
          because(
              name,
              job,
              false,
              "it can be confirmed when S3 has read its manifest; try again later");
      case CANCELLING, FAILING -> because(name, job, false, "it cannot be confirmed any more");
      default -> because(name, job, true, "it does not wait for confirmation");
    };
  }

  private static Optional<Change> because(String name, Job job, boolean good, String why) {
    return Optional.of(new Change(name, job.id(), good, "is " + job.inWords() + ": " + why));
  }

  private static boolean isEnding(JobState state) {
    return state == JobState.COMPLETING
        || state == JobState.CANCELLING
        || state == JobState.FAILING;
  }
}
