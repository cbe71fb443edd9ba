package io.stocktake.lab.jobs;

import io.stocktake.lab.http.Caller;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import io.stocktake.lab.identity.Identities;
import io.stocktake.lab.ingest.Ingest;
import io.stocktake.lab.objects.ObjectRestores;
import io.stocktake.lab.objects.ObjectWriter;
import io.stocktake.lab.store.Store;
import io.stocktake.lab.tasks.TaskOperations;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * All jobs. At most six are active at a time; of those that are ready the one with the highest
 * priority comes first, and among equals the oldest.
 */
public final class Jobs implements Closeable {
  private static final Logger LOG = System.getLogger("io.stocktake.lab");
  private static final int MAX_ACTIVE = 6;
  private static final Duration KEPT = Duration.ofDays(90);
  private static final Set<JobStatus> CANCELLABLE =
      Set.of(
          JobStatus.NEW,
          JobStatus.PREPARING,
          JobStatus.SUSPENDED,
          JobStatus.READY,
          JobStatus.ACTIVE);

  private static final Comparator<Job> BY_TURN =
      Comparator.<Job>comparingInt(Job::priority)
          .reversed()
          .thenComparing(Job::created)
          .thenComparing(Job::id);

  private final Path root;
  private final Clock clock;
  private final JobFaults faults = new JobFaults();
  private final ObjectRestores restores;
  private final TaskOperations operations;
  private final JobRun run;
  private final Map<String, Job> jobs = new ConcurrentHashMap<>();
  private final Set<String> working = new HashSet<>();
  private final ExecutorService workers = Executors.newCachedThreadPool(Jobs::worker);
  private int active;

  private Jobs(Path root, Store store, Identities identities, Clock clock) {
    this.root = root;
    this.clock = clock;
    this.restores = new ObjectRestores(store, clock, faults::restoreTime);
    this.operations = new TaskOperations(store, clock, restores, faults::makeUpOutcomes);
    ObjectWriter writer = new ObjectWriter(store, new Ingest(store.blobs()), clock);
    this.run = new JobRun(store, writer, operations, faults, identities, clock);
  }

  private static Thread worker(Runnable task) {
    Thread thread = new Thread(task, "lab-job");
    thread.setDaemon(true);
    return thread;
  }

  /** Opens the jobs in a directory, and goes on with those that have not ended. */
  public static Jobs open(Path root, Store store, Identities identities, Clock clock)
      throws IOException {
    Jobs jobs = new Jobs(Files.createDirectories(root), store, identities, clock);
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
      for (Path path : folders) {
        JobFolder folder = new JobFolder(path);
        if (folder.hasState()) {
          Job job = Job.load(path.getFileName().toString(), folder, clock);
          jobs.jobs.put(job.id(), job);
        }
      }
    }
    jobs.jobs.values().forEach(jobs::takeUp);
    jobs.promote(); // behind all that are active
    return jobs;
  }

  private synchronized void takeUp(Job job) {
    switch (job.status()) {
      case NEW, PREPARING -> work(job, run::prepare);
      case ACTIVE -> {
        job.resume();
        activate(job);
      }
      case COMPLETING, CANCELLING, FAILING -> work(job, run::finish);
      case COMPLETE, CANCELLED, FAILED -> {
        if (!job.reported()) {
          work(job, run::report);
        }
      }
      default -> {
        // Ready jobs wait for their turn, suspended ones to be confirmed; none is ever Paused.
      }
    }
  }

  /** How objects are restored, by jobs and without. */
  public ObjectRestores restores() {
    return restores;
  }

  /** What is to go wrong. */
  public JobFaults faults() {
    return faults;
  }

  /**
   * Creates a job, or finds the one that an equal request with the same token has created.
   *
   * @param caller must have the right to pass the job's role
   * @throws S3Exception IdempotencyException; BadRequestException for an operation that is not
   *     right; AccessDenied
   */
  public synchronized Job create(String account, Caller caller, byte[] request) throws IOException {
    JobSpec spec = JobSpec.parse(request);
    caller.require(new Right("iam:PassRole", spec.roleArn()));
    operations.of(spec.operation());
    Optional<Job> before =
        all(account).filter(j -> j.spec().token().equals(spec.token())).findAny();
    if (before.isPresent()) {
      if (!XmlNode.same(before.get().spec().document(), spec.document())) {
        throw new S3Exception(S3Error.IDEMPOTENCY_EXCEPTION);
      }
      return before.get();
    }
    String id = UUID.randomUUID().toString();
    Job job = Job.create(id, account, request, spec, new JobFolder(root.resolve(id)), clock);
    jobs.put(id, job);
    work(job, run::prepare);
    return job;
  }

  private Stream<Job> all(String account) {
    return jobs.values().stream().filter(j -> j.account().equals(account));
  }

  /**
   * A job of an account.
   *
   * @throws S3Exception NoSuchJob
   */
  public Job find(String account, String id) {
    Job job = jobs.get(id);
    if (job == null || !job.account().equals(account) || expired(job)) {
      throw new S3Exception(S3Error.NO_SUCH_JOB);
    }
    return job;
  }

  private boolean expired(Job job) {
    Instant oldest = clock.instant().minus(KEPT);
    return job.ended().map(ended -> ended.isBefore(oldest)).orElse(false);
  }

  /** The jobs of an account, newest first. */
  public List<Job> list(String account) {
    return all(account)
        .filter(job -> !expired(job))
        .sorted(Comparator.comparing(Job::created).reversed().thenComparing(Job::id))
        .toList();
  }

  /**
   * Confirms a suspended job.
   *
   * @throws S3Exception JobStatusException
   */
  public void confirm(Job job, String reason) {
    if (!job.update(Set.of(JobStatus.SUSPENDED), JobStatus.READY, reason)) {
      throw new S3Exception(S3Error.JOB_STATUS_EXCEPTION);
    }
    promote();
  }

  /**
   * Cancels a job. One that is at work notices by itself.
   *
   * @throws S3Exception JobStatusException
   */
  public synchronized void cancel(Job job, String reason) {
    if (!job.update(CANCELLABLE, JobStatus.CANCELLING, reason)) {
      throw new S3Exception(S3Error.JOB_STATUS_EXCEPTION);
    }
    if (!working.contains(job.id())) {
      work(job, run::finish);
    }
  }

  /**
   * Changes the priority of a job that has not ended.
   *
   * @throws S3Exception BadRequestException
   */
  public void prioritize(Job job, int priority) {
    if (job.status().terminal()) {
      throw new S3Exception(S3Error.BAD_REQUEST_EXCEPTION, "The job has ended");
    }
    job.priority(priority);
  }

  /** A part of a job's work. */
  @FunctionalInterface
  private interface Work {
    void on(Job job) throws IOException;
  }

  private void work(Job job, Work work) {
    work(job, work, false);
  }

  private synchronized void work(Job job, Work work, boolean counted) {
    working.add(job.id());
    try {
      workers.execute(() -> perform(job, work, counted));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the lab is closing", e);
    }
  }

  private synchronized void activate(Job job) {
    active++;
    work(job, run::execute, true);
  }

  private void perform(Job job, Work work, boolean counted) {
    try {
      work.on(job);
    } catch (InterruptedIOException e) {
      LOG.log(Level.DEBUG, "the lab is closing", e);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "job " + job.id(), e);
      job.fail(new JobFailure(S3Error.INTERNAL_ERROR.code(), S3Error.INTERNAL_ERROR.message()));
      job.setReported(); // or the same would happen again, for ever
    } finally {
      leave(job, counted);
    }
  }

  private synchronized void leave(Job job, boolean counted) {
    working.remove(job.id());
    active -= counted ? 1 : 0;
    if (!workers.isShutdown()) {
      if (job.status().ending()) {
        work(job, run::finish);
      }
      promote();
    }
  }

  private synchronized void promote() {
    while (active < MAX_ACTIVE) {
      Optional<Job> next =
          jobs.values().stream().filter(job -> job.status() == JobStatus.READY).min(BY_TURN);
      if (next.isEmpty()) {
        return;
      }
      if (next.get().move(Set.of(JobStatus.READY), JobStatus.ACTIVE)) {
        activate(next.get());
      }
    }
  }

  /** Stops work where it is. */
  @Override
  public void close() {
    run.close();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(30, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "a job does not stop");
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
