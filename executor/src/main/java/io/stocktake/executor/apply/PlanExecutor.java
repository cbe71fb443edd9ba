package io.stocktake.executor.apply;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RunProgress;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.SnapshotRecord;
import io.stocktake.executor.SnapshotState;
import io.stocktake.executor.batch.BatchRoute;
import io.stocktake.executor.batch.JobStatus;
import io.stocktake.executor.batch.compile.CompiledJobs;
import io.stocktake.executor.batch.routing.MergedTags;
import io.stocktake.executor.batch.routing.RouteGroup;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.executor.batch.routing.RouteTable;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.direct.DirectRoute;
import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UndoRecord;
import io.stocktake.executor.journal.status.ResidualPlan;
import io.stocktake.executor.lease.LeaseFactory;
import io.stocktake.executor.report.ReportedPlan;
import io.stocktake.executor.report.RunStatistics;
import io.stocktake.executor.report.SealedReport;
import io.stocktake.executor.snapshot.SnapshotSealer;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.decorate.CheckThenWriteStore;
import io.stocktake.executor.store.decorate.CircuitBreakerStore;
import io.stocktake.executor.store.decorate.CountingStore;
import io.stocktake.executor.store.decorate.ThrottledStore;
import io.stocktake.executor.undo.UndoPlan;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Executes a sealed plan: row by row from this machine, and by jobs where there is a route for
 * them. Deletes come last, only if every other row ended well. Run again, it resumes where the
 * journal ends. An executor runs once.
 */
public final class PlanExecutor {
  private static final UndoRecord DECLINED = new UndoRecord(UndoRecord.Step.DECLINED, "");

  private final PlanBundle bundle;
  private final Optional<BatchSetup> batch;
  private final DirectOptions options;
  private final Clock clock;
  private final RunControl control;
  private final CountingStore counted;
  private final ObjectStore store;
  private final ExecutorService readers;
  private final OutcomeCounts counts = new OutcomeCounts();
  private final List<String> problems = new ArrayList<>();
  private volatile BatchRoute jobs;
  private long settledByReading;

  /**
   * An executor of one plan, for a store that honours every condition.
   *
   * @param store the plan's bucket; not closed here
   * @param batch the way for jobs; without it all rows are direct
   * @param throttle how fast it goes
   * @param clock tells when a residual plan was made
   */
  public PlanExecutor(
      PlanBundle bundle,
      ObjectStore store,
      Optional<BatchSetup> batch,
      DirectOptions options,
      RequestThrottle throttle,
      Clock clock) {
    this(bundle, store, EnumSet.allOf(Guarantee.class), batch, options, throttle, clock);
  }

  /**
   * An executor of one plan. Where the store ignores a condition, a HEAD goes before the write; it
   * is counted and throttled like every request.
   *
   * @param store the plan's bucket; not closed here
   * @param held the guarantees that the store gives
   * @param batch the way for jobs; without it all rows are direct
   * @param throttle how fast it goes
   * @param clock tells when a residual plan was made
   */
  public PlanExecutor(
      PlanBundle bundle,
      ObjectStore store,
      Set<Guarantee> held,
      Optional<BatchSetup> batch,
      DirectOptions options,
      RequestThrottle throttle,
      Clock clock) {
    this.bundle = bundle;
    this.batch = batch;
    this.options = options;
    this.clock = clock;
    this.control = new RunControl(options.failures().stopGrace());
    this.readers = readers();
    this.counted = new CountingStore(store);
    ObjectStore throttled = new ThrottledStore(counted, control, throttle, readers);
    ObjectStore breaker =
        new CircuitBreakerStore(throttled, control, options.failures().giveUpAfter());
    this.store = CheckThenWriteStore.of(breaker, held);
  }

  /**
   * Applies the plan and says what became of it. An interrupt of this thread is a {@link #stop}.
   *
   * @throws StocktakeException of kind REFUSED if the plan was altered, or another run has it; of
   *     kind ENVIRONMENT if the source is not there or the run cannot go on, and then the journal
   *     lets the next run resume
   */
  public RunReport run() throws IOException {
    return run(ApplyConditions.NONE);
  }

  /** As {@link #run()}, with conditions beside the plan's own. */
  public RunReport run(ApplyConditions conditions) throws IOException {
    Instant started = clock.instant();
    new ApplyPreconditions(bundle, conditions.safety()).check(started);
    try (Journal journal = Journal.open(bundle);
        Closeable lease = lease(journal, conditions)) {
      beginPruning(conditions.snapshots());
      problems.addAll(conditions.notes());
      return sealed(journal, conditions, started);
    } finally {
      if (control.interrupted()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Inside the lease, so that no other run seals a snapshot meanwhile. */
  private void beginPruning(Optional<SnapshotSealer> snapshots) throws IOException {
    if (bundle.plan().prunes()) {
      snapshots
          .orElseThrow(
              () ->
                  StocktakeException.refused(
                      "the plan removes versions of objects, and which snapshots there are cannot"
                          + " be told; nothing was done"))
          .beginPruning(bundle);
    }
  }

  /** However the run ends, its report is written while no other run may begin. */
  private RunReport sealed(Journal journal, ApplyConditions conditions, Instant started)
      throws IOException {
    String tool = conditions.tool();
    RunReport report;
    try {
      report = run(journal, conditions);
    } catch (IOException | RuntimeException e) {
      try {
        seal(journal, tool, started, String.valueOf(e.getMessage()));
      } catch (IOException unsealed) {
        e.addSuppressed(unsealed);
      }
      throw e;
    }
    seal(journal, tool, started, "");
    return report;
  }

  private void seal(Journal journal, String tool, Instant started, String failure)
      throws IOException {
    journal.end();
    SealedReport.write(
        ReportedPlan.of(bundle),
        new RunStatistics(
            tool,
            started,
            clock.instant(),
            counted.requests(),
            counted.bytesSent(),
            control.stopped(),
            failure,
            List.copyOf(problems)));
  }

  private RunReport run(Journal journal, ApplyConditions conditions) throws IOException {
    long began = System.nanoTime();
    DirectRoute run = pass(journal, conditions.contents());
    SnapshotState snapshot = snapshot(journal, conditions.snapshots());
    Optional<Path> residual =
        control.stopped() || settled()
            ? Optional.empty()
            : Optional.of(ResidualPlan.write(bundle, journal, clock.instant()));
    return report(run, Duration.ofNanos(System.nanoTime() - began), journal, residual, snapshot);
  }

  /** Seals the snapshot if it is missing; a run that was stopped leaves it to the next one. */
  private SnapshotState snapshot(Journal journal, Optional<SnapshotSealer> snapshots)
      throws IOException {
    if (snapshots.isEmpty()) {
      return SnapshotRecord.state(bundle, journal.snapshot(), journal.done());
    }
    if (!control.stopped()) {
      snapshots.get().sealMissing(bundle, journal).ifPresent(problems::add);
    }
    return snapshots.get().state(bundle, journal);
  }

  /** A plan with nothing left to do takes no lease. */
  private Closeable lease(Journal journal, ApplyConditions conditions) throws IOException {
    LeaseFactory leaseFactory =
        journal.settled() == planned() ? LeaseFactory.NONE : conditions.lease();
    return leaseFactory.take(this::fail);
  }

  /** Begins nothing more; {@link #run} returns when what is in flight has ended or had its time. */
  public void stop() {
    control.stop();
  }

  /** Sends nothing more; {@link #run} throws this. */
  public void fail(StocktakeException cause) {
    control.fail(cause);
  }

  /** How far the run is. */
  public RunProgress progress() {
    Plan plan = bundle.plan();
    long notAsPlanned =
        counts.rows() - counts.rows(Outcome.DONE) - counts.rows(Outcome.ALREADY_DONE);
    return new RunProgress(
        counts.rows(), planned(), counted.bytesSent(), plan.bytes(Action.UPLOAD), notAsPlanned);
  }

  /** How far the plan's jobs are; none before the run has begun, or without jobs. */
  public List<JobStatus> jobs() {
    return jobs == null ? List.of() : jobs.jobs();
  }

  /**
   * The routes of the plan's rows, and why; makes no request.
   *
   * @param keepsVersions whether the destination keeps versions, if that is known
   */
  public static List<RouteGroup> explain(
      PlanBundle bundle, RouteOptions options, Optional<Boolean> keepsVersions) throws IOException {
    return RouteTable.of(bundle, options, keepsVersions, MergedTags.NONE);
  }

  private DirectRoute pass(Journal journal, ApplyConditions.ContentsFactory contents)
      throws IOException {
    try (FileContents files = contents.open(bundle.plan())) {
      Optional<BatchRoute> sent = begin(journal);
      DirectRoute run =
          new DirectRoute(
              bundle,
              files,
              journal,
              store,
              new DirectRoute.Run(control, counts, readers),
              options,
              sent.map(Jobs::new));
      run.go();
      throwFailure();
      undo(journal);
      throwFailure();
      return run;
    } finally {
      control.close();
      readers.shutdown();
    }
  }

  private Optional<BatchRoute> begin(Journal journal) throws IOException {
    JobPlanner plan =
        new JobPlanner(bundle, journal, store, control, options.inFlight().requests());
    Optional<CompiledJobs> compiled = plan.jobs(batch.map(BatchSetup::routes));
    settledByReading = plan.settledByReading();
    if (compiled.isEmpty() || compiled.get().jobs().isEmpty() || batch.isEmpty()) {
      return Optional.empty();
    }
    BatchRoute run =
        new BatchRoute(bundle, compiled.get(), plan.fresh(), batch.get(), journal, counts, control);
    jobs = run;
    run.begin();
    return Optional.of(run);
  }

  private record Jobs(BatchRoute run) implements DirectRoute.Others {
    @Override
    public boolean see(long ordinal, PlanRow row) {
      return run.sees(ordinal, row);
    }

    @Override
    public void finish() throws IOException {
      run.finish();
    }
  }

  private void throwFailure() throws IOException {
    Throwable failure = control.failure();
    if (failure instanceof StocktakeException known) {
      throw known;
    }
    if (failure instanceof StoreException fatal) {
      throw StocktakeException.environment(fatal.getMessage(), fatal);
    }
    if (failure != null) {
      throw new IOException("the run failed unexpectedly: " + failure, failure);
    }
  }

  private boolean settled() {
    return counts.counts().entrySet().stream()
        .allMatch(e -> e.getKey().settled() || e.getValue().rows() == 0);
  }

  private long planned() {
    return bundle.plan().rows() - bundle.plan().rows(Action.NONE);
  }

  private RunReport report(
      DirectRoute run,
      Duration elapsed,
      Journal journal,
      Optional<Path> residual,
      SnapshotState snapshot) {
    Map<Outcome, OutcomeCounts.Count> outcomes = counts.counts();
    long ended = outcomes.values().stream().mapToLong(OutcomeCounts.Count::rows).sum();
    return new RunReport(
        planned(),
        planned() - ended,
        run.settledBefore() - settledByReading,
        outcomes,
        counted.requests(),
        counted.bytesSent(),
        run.signatures().saved(),
        elapsed,
        control.stopped(),
        journal.unfinished(),
        residual,
        journal.undo(bundle),
        snapshot,
        notes(run));
  }

  /** Writes the undo plan if it is missing, whichever run did the rows, also a stopped one's. */
  private void undo(Journal journal) throws IOException {
    if (!(options.undo() ? journal.undo(bundle).isToWrite() : journal.undo(bundle).isOwed())) {
      return;
    }
    try {
      Futures.join(journal.undo(options.undo() ? written() : DECLINED));
    } catch (StoreException e) {
      problems.add(
          "the undo plan is not written yet: " + e.getMessage() + "; run apply again to write it");
    }
  }

  private UndoRecord written() throws IOException {
    if (!Futures.join(store.keepsVersions())) {
      return new UndoRecord(UndoRecord.Step.NO_VERSIONS, "");
    }
    Path plan = new UndoPlan(bundle, store).write(clock.instant());
    return new UndoRecord(UndoRecord.Step.WRITTEN, plan.getFileName().toString());
  }

  private List<String> notes(DirectRoute run) {
    List<String> notes = new ArrayList<>(jobs == null ? List.of() : jobs.notes());
    notes.addAll(problems);
    run.signatures().problem().ifPresent(notes::add);
    run.sessions().problem().ifPresent(notes::add);
    return notes;
  }

  /** Enough threads to hide the latency of network disks; what they read is bounded elsewhere. */
  private ExecutorService readers() {
    int threads = Math.min(options.inFlight().requests(), Math.max(8, 4 * cores()));
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, "stocktake-reader-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }
}
