package io.stocktake.lab.jobs;

import io.stocktake.lab.http.Caller;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.identity.Identities;
import io.stocktake.lab.manifest.GeneratedManifests;
import io.stocktake.lab.manifest.ManifestException;
import io.stocktake.lab.manifest.ManifestReader;
import io.stocktake.lab.manifest.Task;
import io.stocktake.lab.manifest.TaskSink;
import io.stocktake.lab.objects.ObjectWriter;
import io.stocktake.lab.reports.CompletionReport;
import io.stocktake.lab.reports.Outcome;
import io.stocktake.lab.reports.Results;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.tasks.TaskOperation;
import io.stocktake.lab.tasks.TaskOperations;
import io.stocktake.lab.tasks.TaskRights;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The work of jobs: reads their manifests, runs their tasks and writes their reports. Closed, it
 * leaves a job where it is, and takes it up there after a restart.
 */
final class JobRun {
  private static final int MAX_TRIES = 10;
  private static final Duration SLICE = Duration.ofMillis(50);

  private final Set<String> finishing = ConcurrentHashMap.newKeySet();
  private final ManifestReader manifests;
  private final GeneratedManifests generated;
  private final TaskOperations operations;
  private final TaskRights rights;
  private final Identities identities;
  private final CompletionReport reports;
  private final JobFaults faults;
  private final CountDownLatch closing = new CountDownLatch(1);

  JobRun(
      Store store,
      ObjectWriter writer,
      TaskOperations operations,
      JobFaults faults,
      Identities identities,
      Clock clock) {
    this.manifests = new ManifestReader(store);
    this.generated = new GeneratedManifests(store, writer, clock);
    this.rights = new TaskRights(store);
    this.identities = identities;
    this.operations = operations;
    this.reports = new CompletionReport(store, writer, clock);
    this.faults = faults;
  }

  /** From New to Suspended or Ready, or to Failing. */
  void prepare(Job job) throws IOException {
    job.move(Set.of(JobStatus.NEW), JobStatus.PREPARING);
    if (!waits(job, JobStatus.PREPARING, faults.preparation())) {
      return;
    }
    try {
      readManifest(job);
    } catch (ManifestException e) {
      job.fail(new JobFailure(e.code(), e.getMessage()));
      return;
    }
    job.move(
        Set.of(JobStatus.PREPARING),
        job.spec().confirmationRequired() ? JobStatus.SUSPENDED : JobStatus.READY);
  }

  private void readManifest(Job job) throws IOException, ManifestException {
    if (!job.spec().roleAccount().equals(job.account())) {
      throw ManifestException.of("AccessDenied", "Cross-account pass role is not allowed");
    }
    try (TaskFiles.Writer tasks = job.folder().tasks().write()) {
      TaskSink sink =
          task -> {
            requireRunning();
            tasks.add(task);
          };
      if (job.spec().generator().isPresent()) {
        generated
            .generate(job.id(), job.spec().generator().get(), role(job), sink)
            .ifPresent(job::generated);
      } else {
        manifests.read(job.spec().manifest().orElseThrow(), role(job), sink);
      }
      tasks.close();
      job.prepared(tasks.count());
    }
  }

  /** From Active to an ending state. */
  void execute(Job job) throws IOException {
    TaskOperation operation = operations.of(job.spec().operation());
    try (Results results = Results.open(job.folder().results());
        TaskFiles.Reader tasks = job.folder().tasks().readBehind(results.executed())) {
      job.count(results.succeeded(), results.failed());
      Task task = tasks.next();
      while (task != null && waits(job, JobStatus.ACTIVE, faults.taskTime())) {
        requireRunning();
        results.add(task, outcome(job, operation, task));
        job.count(results.succeeded(), results.failed());
        failIfHopeless(job);
        task = tasks.next();
      }
    }
    job.move(Set.of(JobStatus.ACTIVE), JobStatus.COMPLETING);
  }

  private static void failIfHopeless(Job job) {
    if (job.progress().orElseThrow().hopeless()) {
      job.fail(
          new JobFailure(
              "JobFailureRateExceeded", "More than 50% of the tasks executed so far have failed"));
    }
  }

  private Outcome outcome(Job job, TaskOperation operation, Task task) throws IOException {
    if (task.lacksVersion()) {
      return Outcome.refused(
          new S3Exception(S3Error.INVALID_REQUEST, "Task failed due to missing VersionId"));
    }
    Optional<Outcome> wanted = faults.outcome(task);
    return wanted.isPresent() ? wanted.get() : run(job, operation, task);
  }

  private Caller role(Job job) {
    return identities.role(job.spec().roleArn());
  }

  /** A version may be replaced between its look-up and the opening of its bytes: look again. */
  private Outcome run(Job job, TaskOperation operation, Task task) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        rights.require(role(job), job.spec().operation(), task);
        return Outcome.success(operation.run(task));
      } catch (S3Exception e) {
        return operation.isRequest() ? Outcome.refused(e) : Outcome.failed(task, e);
      } catch (NoSuchFileException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * From an ending state to its end, with a report before or, if so asked, behind it. Both its last
   * task and a cancellation may call for it; whoever comes second finds it under way.
   */
  void finish(Job job) throws IOException {
    if (!finishing.add(job.id())) {
      return;
    }
    try {
      JobStatus ending = job.status();
      if (ending.ending()) {
        finish(job, ending);
      }
    } finally {
      finishing.remove(job.id());
    }
  }

  private void finish(Job job, JobStatus ending) throws IOException {
    boolean late = !faults.reportDelay().isZero();
    if (!late) {
      report(job);
    }
    job.move(Set.of(ending), ending.end());
    if (late) {
      pause(faults.reportDelay());
      report(job);
    }
    job.folder().tasks().delete();
  }

  /** Writes the report if there is one to write and it is not written. */
  void report(Job job) throws IOException {
    boolean any = Files.exists(job.folder().results()) && Files.size(job.folder().results()) > 0;
    if (any && job.spec().report().enabled() && !job.reported()) {
      try {
        job.spec().report().requireOwner(job.account());
        reports.write(job.id(), job.spec().report(), role(job), job.folder().results());
      } catch (S3Exception e) {
        job.fail(
            new JobFailure(
                e.error().code(), "The job report could not be written to your report bucket"));
      }
    }
    job.setReported();
  }

  /** Lets time pass, but not for a job that leaves its state; returns whether it is still in it. */
  private boolean waits(Job job, JobStatus status, Duration time) throws InterruptedIOException {
    Duration left = time;
    while (left.compareTo(SLICE) > 0 && job.status() == status) {
      pause(SLICE);
      left = left.minus(SLICE);
    }
    if (job.status() != status) {
      return false;
    }
    pause(left);
    return job.status() == status;
  }

  private void pause(Duration time) throws InterruptedIOException {
    try {
      if (!time.isZero() && closing.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new InterruptedIOException("the lab is closing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the lab is closing");
    }
  }

  private void requireRunning() throws InterruptedIOException {
    if (closing.getCount() == 0) {
      throw new InterruptedIOException("the lab is closing");
    }
  }

  /** Stops all work at its next task. An interrupt would close the files of the store instead. */
  void close() {
    closing.countDown();
  }
}
