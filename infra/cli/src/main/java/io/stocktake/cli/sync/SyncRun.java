package io.stocktake.cli.sync;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunProgress;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.ApplyConditions;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.planner.request.PlanPartConsumer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * Applies the parts of a plan, one after the other, while the plan is being made. If no part can be
 * applied any more, planning stops; if planning fails, the parts sealed by then are still applied.
 */
public final class SyncRun implements PlanPartConsumer {
  /** Sealed parts that may wait; then the walk does. */
  static final int WAITING = 2;

  private static final long PLANNER_GRACE_MILLIS = 5_000;

  /** Makes a plan in parts, and seals the last where the directory of the sync has it. */
  @FunctionalInterface
  public interface Planning {
    /** Makes it. */
    void run(PlanPartConsumer parts) throws IOException, InterruptedException;
  }

  private final SyncDirectory directory;
  private final ObjectStore store;
  private final Set<Guarantee> held;
  private final DirectOptions options;
  private final RequestThrottle throttle;
  private final int maxRows;
  private final ApplyConditions conditions;
  private final Queue<Path> waiting = new ArrayDeque<>();
  private final SyncReport report = new SyncReport();
  private PlanExecutor current;
  private boolean planned;
  private boolean stopped;
  private long lostInARow;
  private Throwable planFailure;
  private Throwable applyFailure;

  /**
   * A run that begins with {@link #run}.
   *
   * @param store the destination's bucket; not closed here
   * @param held the guards that the bucket holds to
   * @param maxRows rows of a part at most, but for the last
   * @param conditions of each part, beside the plan's own
   */
  public SyncRun(
      SyncDirectory directory,
      ObjectStore store,
      Set<Guarantee> held,
      DirectOptions options,
      RequestThrottle throttle,
      int maxRows,
      ApplyConditions conditions) {
    this.directory = directory;
    this.store = store;
    this.held = held;
    this.options = options;
    this.throttle = throttle;
    this.maxRows = maxRows;
    this.conditions = conditions;
  }

  /** Plans in a thread of its own and applies in this one; returns when both have ended. */
  public SyncReport run(Planning planning) throws IOException {
    Thread planner = new Thread(() -> plan(planning), "planner");
    planner.setDaemon(true);
    planner.start();
    try {
      for (Optional<Path> part = next(); part.isPresent(); part = next()) {
        apply(part.get());
      }
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      ended(e);
    }
    end(planner);
    return accounted();
  }

  /** Begins nothing more; {@link #run} returns when what is in flight has ended. */
  public synchronized void stop() {
    stopped = true;
    if (current != null) {
      current.stop();
    }
    notifyAll();
  }

  /** Sends nothing more; {@link #failure} tells this. */
  public synchronized void fail(StocktakeException cause) {
    if (current != null) {
      current.fail(cause);
    }
    ended(cause);
  }

  /** Whether it was stopped. */
  public synchronized boolean stopped() {
    return stopped;
  }

  /** Why parts were not carried out, or else why the plan was not made; to be asked at the end. */
  public synchronized Optional<Throwable> failure() {
    return Optional.ofNullable(applyFailure != null || stopped ? applyFailure : planFailure);
  }

  /** Throws what {@link #failure} tells, if anything. */
  public void throwFailure() throws IOException, InterruptedException {
    Throwable cause = failure().orElse(null);
    if (cause instanceof IOException e) {
      throw e;
    }
    if (cause instanceof InterruptedException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    if (cause != null) {
      throw new IllegalStateException("the sync failed", cause);
    }
  }

  /** How far it is, of the parts that were begun. */
  public synchronized RunProgress progress() {
    long done = report.planned() - report.left();
    RunProgress now = current == null ? new RunProgress(0, 0, 0, 0, 0) : current.progress();
    return new RunProgress(
        done + now.rows(),
        report.planned() + now.rowsPlanned(),
        report.bytesSent() + now.bytesSent(),
        0,
        now.notAsPlanned());
  }

  @Override
  public int maxRows() {
    return maxRows;
  }

  @Override
  public Path place(int number) {
    return directory.part(number);
  }

  @Override
  public synchronized void sealed(Path part) throws IOException, InterruptedException {
    waiting.add(part);
    notifyAll();
    while (isGoing() && waiting.size() > WAITING) {
      wait();
    }
    checkGoing();
  }

  @Override
  public synchronized boolean endedWell() throws IOException, InterruptedException {
    while (isGoing() && (current != null || !waiting.isEmpty())) {
      wait();
    }
    checkGoing();
    return report.endedWell();
  }

  private boolean isGoing() {
    return !stopped && applyFailure == null;
  }

  private void checkGoing() throws InterruptedIOException {
    if (!isGoing()) {
      throw new InterruptedIOException("no part is applied any more");
    }
  }

  private void plan(Planning planning) {
    Throwable failure = null;
    try {
      planning.run(this);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      failure = e;
    }
    planned(failure);
  }

  private synchronized void planned(Throwable failure) {
    if (failure == null) {
      waiting.add(directory.last());
    }
    planFailure = failure;
    planned = true;
    notifyAll();
  }

  /** The first failure is the one that is told. */
  private synchronized void ended(Throwable cause) {
    applyFailure = applyFailure == null ? cause : applyFailure;
    notifyAll();
  }

  /** The next part to carry out; none when there will be none. */
  private synchronized Optional<Path> next() throws InterruptedException {
    while (isGoing() && !planned && waiting.isEmpty()) {
      wait();
    }
    return isGoing() ? Optional.ofNullable(waiting.peek()) : Optional.empty();
  }

  private void apply(Path part) throws IOException {
    PlanExecutor executor =
        new PlanExecutor(
            PlanBundle.open(part),
            store,
            held,
            Optional.empty(),
            options,
            throttle,
            Clock.systemUTC());
    if (begin(executor)) {
      try {
        ended(part, executor.run(conditions));
      } finally {
        ended();
      }
    }
  }

  private synchronized boolean begin(PlanExecutor executor) {
    current = isGoing() ? executor : null;
    return current != null;
  }

  private synchronized void ended(Path part, RunReport ran) throws StocktakeException {
    report.add(part, ran);
    waiting.remove();
    boolean anyDone = ran.rows(Outcome.DONE) + ran.rows(Outcome.ALREADY_DONE) > 0;
    lostInARow = anyDone ? 0 : lostInARow + ran.rows(Outcome.FAILED) + ran.rows(Outcome.UNKNOWN);
    if (lostInARow >= options.failures().giveUpAfter()) {
      throw StocktakeException.environment(
          "nothing was written, "
              + lostInARow
              + " rows failed in a row; the sync stops: 'stocktake status "
              + part
              + "' says why; fix the cause, resume the parts with apply, then sync again");
    }
  }

  private synchronized void ended() {
    current = null;
    notifyAll();
  }

  /** A walk may wait for a disk, or for a list, for ever: then it ends with the program. */
  private void end(Thread planner) {
    try {
      planner.interrupt();
      planner.join(PLANNER_GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counts in what is sealed but was not carried out to its end. */
  private synchronized SyncReport accounted() throws IOException {
    for (Path part : waiting) {
      report.add(part, PlanStatus.read(PlanBundle.open(part)));
    }
    waiting.clear();
    return report;
  }
}
