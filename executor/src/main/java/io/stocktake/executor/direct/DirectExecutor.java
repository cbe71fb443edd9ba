package io.stocktake.executor.direct;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Progress;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.Tally;
import io.stocktake.executor.flow.Halt;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.Residual;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.writes.MeteredStore;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Carries out a sealed plan from this machine, request by request. Run again, it resumes where the
 * journal ends. An executor runs once.
 */
public final class DirectExecutor {
  private final PlanBundle bundle;
  private final DirectOptions options;
  private final Clock clock;
  private final Halt halt;
  private final MeteredStore store;
  private final Tally tally = new Tally();

  /**
   * An executor of one plan.
   *
   * @param store the plan's bucket; not closed here
   * @param clock tells when a residual plan was made
   */
  public DirectExecutor(PlanBundle bundle, ObjectStore store, DirectOptions options, Clock clock) {
    this.bundle = bundle;
    this.options = options;
    this.clock = clock;
    this.halt = new Halt(options.stopGrace());
    this.store = new MeteredStore(store, halt, options.giveUpAfter());
  }

  /**
   * Applies the plan and says what became of it. An interrupt of this thread is a {@link #stop}.
   *
   * @throws StocktakeException of kind REFUSED if the plan was altered, or another run has it; of
   *     kind ENVIRONMENT if the run cannot go on, and then the journal lets the next run resume
   */
  public RunReport run() throws IOException {
    long began = System.nanoTime();
    bundle.verify();
    try (Journal journal = Journal.open(bundle)) {
      DirectRun run = pass(journal);
      throwFailure();
      Optional<Path> residual =
          halt.stopped() || settled()
              ? Optional.empty()
              : Optional.of(Residual.write(bundle, journal, clock.instant()));
      return report(run, Duration.ofNanos(System.nanoTime() - began), residual);
    } finally {
      if (halt.interrupted()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Begins nothing more; {@link #run} returns when what is in flight has ended or had its time. */
  public void stop() {
    halt.stop();
  }

  /** How far the run is. */
  public Progress progress() {
    Plan plan = bundle.plan();
    long troubled = tally.rows() - tally.rows(Outcome.DONE) - tally.rows(Outcome.ALREADY_DONE);
    return new Progress(
        tally.rows(), planned(), store.bytesSent(), plan.bytes(Action.UPLOAD), troubled);
  }

  private DirectRun pass(Journal journal) throws IOException {
    ExecutorService readers = readers();
    try {
      DirectRun run = new DirectRun(bundle, journal, store, readers, halt, tally, options);
      run.go();
      return run;
    } finally {
      halt.close();
      readers.shutdown();
    }
  }

  private void throwFailure() throws IOException {
    Throwable failure = halt.failure();
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
    return tally.counts().entrySet().stream()
        .allMatch(e -> e.getKey().settled() || e.getValue().rows() == 0);
  }

  private long planned() {
    return bundle.plan().rows() - bundle.plan().rows(Action.NONE);
  }

  private RunReport report(DirectRun run, Duration elapsed, Optional<Path> residual) {
    Map<Outcome, Tally.Count> outcomes = tally.counts();
    long ended = outcomes.values().stream().mapToLong(Tally.Count::rows).sum();
    return new RunReport(
        planned(),
        planned() - ended,
        run.settledBefore(),
        outcomes,
        store.requests(),
        store.bytesSent(),
        elapsed,
        halt.stopped(),
        residual);
  }

  /** Enough threads to hide the latency of network disks; what they read is bounded elsewhere. */
  private ExecutorService readers() {
    int threads = Math.min(options.maxInFlight(), Math.max(8, 4 * cores()));
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
