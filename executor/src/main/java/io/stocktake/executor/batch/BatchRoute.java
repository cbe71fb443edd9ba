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
 * The jobs of a plan in one run. Those that can be are sent before the direct rows are begun, and
 * followed when these have ended: so S3 and this machine work at once, and yet each row is looked
 * after by one of them at a time.
 */
public final class BatchRoute {
  private final CompiledJobs compiled;
  private final boolean fresh;
  private final BatchSetup route;
  private final Journal journal;
  private final RunControl halt;
  private final JobAttempts attempts;
  private final JobCreation creation;
  private final JobCompletion ending;
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
      OutcomeCounts tally,
      RunControl halt) {
    this.compiled = compiled;
    this.fresh = fresh;
    this.route = route;
    this.journal = journal;
    this.halt = halt;
    this.attempts = new JobAttempts(compiled, journal);
    this.creation = new JobCreation(bundle, compiled, route, journal, halt);
    this.ending = new JobCompletion(compiled, route, journal, tally, halt, notes);
    this.assignment = compiled.assignment();
    this.waiting = new ArrayList<>(compiled.jobs().stream().filter(this::maySend).toList());
  }

  /** Takes up the jobs that an earlier run left, and sends new ones as far as may be at once. */
  public void begin() throws IOException {
    try {
      for (CompiledJob job : compiled.jobs()) {
        Optional<JobCheckpoint> mark = journal.job(job.number()).filter(JobCheckpoint::isOpen);
        if (mark.isPresent() && halt.going()) {
          resume(job, mark.get());
        }
      }
      startMore(true);
    } catch (RunCancelledException e) {
      // The jobs go on without us; the next run takes them up.
    }
  }

  private void resume(CompiledJob job, JobCheckpoint mark) throws IOException {
    waiting.remove(job);
    boolean exists = mark.step() == JobCheckpoint.Step.CREATED;
    follow(job, exists ? mark : creation.create(job, mark.attempt()));
  }

  /** What S3 refuses is no reason to leave the direct rows undone; they come first. */
  private void follow(CompiledJob job, JobCheckpoint mark) {
    (mark.isOpen() ? active : refused).put(job, mark);
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
   * Whether the plan's next row is looked after by a job. A row in doubt is not, once its job has
   * ended: it is asked about directly. Every row must be asked for, in order.
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
      Backoff backoff = new Backoff(route.patience(), halt);
      startAllThereIsRoomFor();
      while (!active.isEmpty()) {
        halt.checkGoing();
        if (look(backoff)) {
          backoff.reset();
          startAllThereIsRoomFor();
        } else {
          backoff.pause();
        }
      }
    } catch (RunCancelledException e) {
      // The jobs go on without us; the next run takes them up.
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
      ending.refused(entry.getKey(), entry.getValue());
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
      halt.checkGoing();
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
      attempts.open(job, row -> ending.skip(job, row, warning.get()));
      ending.flush();
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

  /** Why the rest of a group is not to be sent. */
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

  /** Looks at every active job; says whether one has ended. */
  private boolean look(Backoff backoff) throws IOException {
    boolean ended = false;
    for (Map.Entry<CompiledJob, JobCheckpoint> entry : List.copyOf(active.entrySet())) {
      halt.checkGoing();
      ended |= look(entry.getKey(), entry.getValue(), backoff);
    }
    return ended;
  }

  private boolean look(CompiledJob job, JobCheckpoint mark, Backoff backoff) throws IOException {
    Job now;
    try {
      now = route.jobs().describe(mark.id());
    } catch (JobsException e) {
      return trouble(job, mark, e, backoff);
    }
    unknown.remove(job.number());
    said.put(job.number(), now);
    if (!now.state().isTerminal()) {
      return false;
    }
    ending.end(job, mark, now);
    active.remove(job);
    return true;
  }

  private boolean trouble(CompiledJob job, JobCheckpoint mark, JobsException e, Backoff backoff)
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
        ending.lost(job, mark);
        active.remove(job);
        return true;
      }
      default ->
          throw StocktakeException.environment(
              "job " + job.number() + " (" + mark.id() + ") cannot be followed: " + e.getMessage(),
              e);
    }
  }
}
