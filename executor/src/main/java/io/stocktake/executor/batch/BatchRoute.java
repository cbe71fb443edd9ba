package io.stocktake.executor.batch;

import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.batch.compile.CompiledJob;
import io.stocktake.executor.batch.compile.CompiledJobs;
import io.stocktake.executor.batch.compile.JobAssignment;
import io.stocktake.executor.batch.create.JobCreation;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.setup.Backoff;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.journal.JobCheckpoint;
import io.stocktake.executor.journal.Journal;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The batch route: the jobs of a plan in one run. They are created before the direct rows begin and
 * polled when these have ended, so that S3 and this machine work at the same time, each row by one
 * of them.
 */
public final class BatchRoute {
  private final CompiledJobs compiled;
  private final boolean fresh;
  private final BatchSetup route;
  private final Journal journal;
  private final RunControl control;
  private final JobAttempts attempts;
  private final JobCreation creation;
  private final JobCompletion completion;
  private final JobAssignment assignment;
  private final List<CompiledJob> waiting;
  private final Map<CompiledJob, JobCheckpoint> active = new LinkedHashMap<>();
  private final Map<CompiledJob, JobCheckpoint> refused = new LinkedHashMap<>();
  private final Map<Integer, String> held = new ConcurrentHashMap<>();
  private final Map<Integer, Duration> unknown = new ConcurrentHashMap<>();
  private final Map<Integer, Job> said = new ConcurrentHashMap<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();

  /**
   * Jobs of a plan that were compiled.
   *
   * @param fresh whether they were compiled for this run
   */
  public BatchRoute(
      PlanBundle bundle,
      CompiledJobs compiled,
      boolean fresh,
      BatchSetup route,
      Journal journal,
      OutcomeCounts counts,
      RunControl control) {
    this.compiled = compiled;
    this.fresh = fresh;
    this.route = route;
    this.journal = journal;
    this.control = control;
    this.attempts = new JobAttempts(compiled, journal);
    this.creation = new JobCreation(bundle, compiled, route, journal, control);
    this.completion = new JobCompletion(compiled, route, journal, counts, control, notes);
    this.assignment = compiled.assignment();
    this.waiting = new ArrayList<>(compiled.jobs().stream().filter(this::maySend).toList());
  }

  /** Takes up the jobs that an earlier run left, and sends new ones as far as may be at once. */
  public void begin() throws IOException {
    try {
      for (CompiledJob job : compiled.jobs()) {
        Optional<JobCheckpoint> checkpoint =
            journal.job(job.number()).filter(JobCheckpoint::isOpen);
        if (checkpoint.isPresent() && control.going()) {
          resume(job, checkpoint.get());
        }
      }
      startMore(true);
    } catch (RunCancelledException e) {
      // The jobs continue without this run; the next run takes them up.
    }
  }

  private void resume(CompiledJob job, JobCheckpoint checkpoint) throws IOException {
    waiting.remove(job);
    boolean exists = checkpoint.step() == JobCheckpoint.Step.CREATED;
    follow(job, exists ? checkpoint : creation.create(job, checkpoint.attempt()));
  }

  /** What S3 refuses is no reason to leave the direct rows undone; they come first. */
  private void follow(CompiledJob job, JobCheckpoint checkpoint) {
    (checkpoint.isOpen() ? active : refused).put(job, checkpoint);
  }

  /**
   * Tags that an earlier run read are not written any more, for others may have tagged since: what
   * is left of such a job goes direct. A job that may exist by now is taken up all the same: two
   * writers of one row would be worse.
   */
  private boolean maySend(CompiledJob job) {
    return fresh || job.work().kind() != JobOperation.Kind.MERGE;
  }

  /**
   * Whether the plan's next row belongs to a job. A row in doubt is not, once its job has ended: it
   * is asked about directly. Every row must be asked for, in order.
   */
  public boolean sees(long ordinal, PlanRow row) {
    return assignment
        .next(row)
        .filter(
            assigned ->
                journal.job(assigned.job().number()).filter(JobCheckpoint::isOpen).isPresent()
                    || (maySend(assigned.job()) && !journal.inDoubt(ordinal)))
        .isPresent();
  }

  /** Follows the jobs until all have ended, or the run does. */
  public void finish() throws IOException {
    try {
      Backoff backoff = new Backoff(route.patience(), control);
      startAllThereIsRoomFor();
      while (!active.isEmpty()) {
        control.checkGoing();
        if (poll(backoff)) {
          backoff.reset();
          startAllThereIsRoomFor();
        } else {
          backoff.pause();
        }
      }
    } catch (RunCancelledException e) {
      // The jobs continue without this run; the next run takes them up.
    }
  }

  private void startAllThereIsRoomFor() throws IOException {
    do {
      endRefused();
      startMore(false);
    } while (!refused.isEmpty());
  }

  private void endRefused() throws IOException {
    for (Map.Entry<CompiledJob, JobCheckpoint> entry : refused.entrySet()) {
      completion.refused(entry.getKey(), entry.getValue());
    }
    refused.clear();
  }

  /** How far the jobs are, as far as this run knows. */
  public List<JobStatus> jobs() {
    return compiled.jobs().stream().map(this::status).toList();
  }

  private JobStatus status(CompiledJob job) {
    JobStatus status =
        JobStatus.of(job, journal.job(job.number()), Optional.ofNullable(said.get(job.number())));
    return held.containsKey(job.number()) ? status.heldBack(held.get(job.number())) : status;
  }

  /** What a user should know of the reports. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Sends jobs while there is room.
   *
   * @param direct whether the direct rows are still to come, with the questions about rows in doubt
   */
  private void startMore(boolean direct) throws IOException {
    for (CompiledJob job : List.copyOf(waiting)) {
      if (active.size() >= route.routes().limits().maxActive()) {
        return;
      }
      control.checkGoing();
      Optional<CompiledJob> canary = canary(job);
      if (canary.filter(this::isUnderWay).isPresent()) {
        continue;
      }
      consider(job, canary, direct);
    }
  }

  private void consider(CompiledJob job, Optional<CompiledJob> canary, boolean direct)
      throws IOException {
    JobAttempts.Survey survey = attempts.survey(job);
    if (direct && survey.inDoubt() > 0) {
      return;
    }
    waiting.remove(job);
    if (survey.open() == 0) {
      return;
    }
    Optional<String> warning = canary.isPresent() ? warning(canary.get()) : Optional.empty();
    if (warning.isPresent()) {
      attempts.open(job, row -> completion.skip(job, row, warning.get()));
      completion.flush();
      held.put(job.number(), warning.get());
      return;
    }
    follow(job, creation.create(job, attempts.prepare(job, survey)));
  }

  private Optional<CompiledJob> canary(CompiledJob job) {
    return job.canary()
        ? Optional.empty()
        : compiled.jobs().stream()
            .filter(other -> other.canary() && other.group() == job.group())
            .findFirst();
  }

  private boolean isUnderWay(CompiledJob job) {
    return waiting.contains(job) || active.containsKey(job) || refused.containsKey(job);
  }

  /** Why the rest of a group is held back. */
  private Optional<String> warning(CompiledJob canary) throws IOException {
    long bad = attempts.survey(canary).bad();
    double limit = route.routes().limits().canaryFailures();
    return bad <= canary.rows() * limit
        ? Optional.empty()
        : Optional.of(
            bad
                + " of the "
                + canary.rows()
                + " objects that went ahead in job "
                + canary.number()
                + " failed; the rest is not sent before they succeed");
  }

  /** Polls every active job; returns whether one has ended. */
  private boolean poll(Backoff backoff) throws IOException {
    boolean ended = false;
    for (Map.Entry<CompiledJob, JobCheckpoint> entry : List.copyOf(active.entrySet())) {
      control.checkGoing();
      ended |= poll(entry.getKey(), entry.getValue(), backoff);
    }
    return ended;
  }

  private boolean poll(CompiledJob job, JobCheckpoint checkpoint, Backoff backoff)
      throws IOException {
    Job now;
    try {
      now = route.jobs().describe(checkpoint.id());
    } catch (JobsException e) {
      return failed(job, checkpoint, e, backoff);
    }
    unknown.remove(job.number());
    said.put(job.number(), now);
    if (!now.state().isTerminal()) {
      return false;
    }
    completion.end(job, checkpoint, now);
    active.remove(job);
    return true;
  }

  private boolean failed(
      CompiledJob job, JobCheckpoint checkpoint, JobsException e, Backoff backoff)
      throws IOException {
    switch (e.kind()) {
      case BUSY, UNKNOWN -> {
        return false;
      }
      case NO_SUCH_JOB -> {
        Duration since = unknown.computeIfAbsent(job.number(), n -> backoff.waited());
        if (backoff.waited().minus(since).compareTo(route.patience().appearance()) < 0) {
          return false;
        }
        completion.lost(job, checkpoint);
        active.remove(job);
        return true;
      }
      default ->
          throw StocktakeException.environment(
              "job "
                  + job.number()
                  + " ("
                  + checkpoint.id()
                  + ") cannot be followed: "
                  + e.getMessage(),
              e);
    }
  }
}
