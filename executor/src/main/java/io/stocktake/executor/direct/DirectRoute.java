package io.stocktake.executor.direct;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.direct.delta.SignatureStore;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.guard.RowCompletion;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.direct.multipart.MultipartSessions;
import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * The direct route: executes a plan's rows one by one from this machine. Deletes begin when all
 * other rows have ended; nothing is kept per row.
 */
public final class DirectRoute {
  /** The rows that go by jobs instead of the direct route. */
  public interface Others {
    /** Whether the next row, if it is not settled, is theirs; told of every row, in order. */
    boolean see(long ordinal, PlanRow row);

    /**
     * Completes their rows; called once, when all other writes have ended and before any delete.
     */
    void finish() throws IOException;
  }

  /**
   * What the parts of one run share.
   *
   * @param control whether it goes on
   * @param counts what became of its rows
   * @param senders where files are read and requests leave
   */
  public record Run(RunControl control, OutcomeCounts counts, Executor senders) {}

  /** For each row that is sent some others are read or written down, which takes its time. */
  private static final int ROWS_PER_REQUEST = 4;

  private static final int LEAST_ROWS = 64;

  private final PlanBundle bundle;
  private final Journal journal;
  private final RunControl control;
  private final OutcomeCounts counts;
  private final Optional<Others> others;
  private final InFlightBudget budget;
  private final RowCompletion completion;
  private final ActionHandlers handlers;
  private long handedOver;
  private long writesLost;
  private long settledBefore;

  /**
   * A run of the route, which begins with {@link #go}.
   *
   * @param files the plan's files; not closed here
   * @param others with them, rows are begun in order; without, they are spread over the bucket
   */
  public DirectRoute(
      PlanBundle bundle,
      FileContents files,
      Journal journal,
      ObjectStore store,
      Run run,
      DirectOptions options,
      Optional<Others> others) {
    this.bundle = bundle;
    this.journal = journal;
    this.control = run.control();
    this.counts = run.counts();
    this.others = others;
    this.budget =
        new InFlightBudget(
            Math.max(LEAST_ROWS, ROWS_PER_REQUEST * options.inFlight().requests()),
            options.inFlight().bytes(),
            control);
    this.completion = new RowCompletion(journal, counts, control);
    WriteProtocol protocol = new WriteProtocol(store, journal, completion, control, run.senders());
    this.handlers =
        new ActionHandlers(bundle.plan(), files, store, journal, protocol, budget, options);
  }

  /** Goes through the plan; returns when nothing is in flight any more. */
  public void go() throws IOException {
    long rows = bundle.plan().rows();
    long writes = Math.max(0, rows - bundle.plan().rows(Action.DELETE));
    try {
      rows(0, writes, false);
      settleWrites();
      rows(writes, rows, true);
      handlers.finish();
    } catch (RunCancelledException e) {
      // What waits still to be deleted is left to the next run.
    } catch (RuntimeException | Error e) {
      // What is in flight must not be waited for without end.
      control.fail(e);
      throw e;
    } finally {
      budget.drain();
    }
  }

  private void rows(long from, long to, boolean deletes) throws IOException {
    InterleavedRows.read(
        bundle,
        from,
        to,
        others.isPresent() ? 1 : InterleavedRows.places(to - from),
        (ordinal, row) -> {
          checkPlace(row, deletes);
          boolean theirs = others.isPresent() && others.get().see(ordinal, row);
          if (row.action() != Action.NONE) {
            row(ordinal, row, theirs);
          }
          return control.failure() == null;
        });
  }

  /** The planner makes no such plan; a person, or another program, may have. */
  private static void checkPlace(PlanRow row, boolean deletes) throws StocktakeException {
    if ((row.action() == Action.DELETE) != deletes) {
      throw StocktakeException.usage(
          "the row of "
              + row.key()
              + " is out of its place, for a plan's deletes are its last rows, as many as plan.json"
              + " counts; the run stops: make a new plan");
    }
  }

  /** Its multipart uploads. */
  public MultipartSessions sessions() {
    return handlers.sessions();
  }

  /** What was known of the objects, and learnt. */
  public SignatureStore signatures() {
    return handlers.signatures();
  }

  /** Rows that earlier runs had settled. */
  public long settledBefore() {
    return settledBefore;
  }

  private void row(long ordinal, PlanRow row, boolean theirs) throws IOException {
    Optional<Outcome> before = journal.outcome(ordinal).filter(Outcome::settled);
    if (before.isPresent()) {
      settledBefore++;
      counts.add(before.get(), row.size());
    }
    try {
      if (before.isEmpty() && theirs) {
        handedOver++;
      } else if (control.going() && cleared(ordinal, row, before.isPresent()) && before.isEmpty()) {
        begin(ordinal, row);
      }
    } catch (RunCancelledException e) {
      // The rows from here on are left; they are passed only to be counted.
    }
  }

  /** Every row but the deletes has ended here, by either route; all must have ended well. */
  private void settleWrites() throws IOException {
    budget.drain();
    beginAnew();
    long before = counts.rows();
    if (others.isPresent() && control.going()) {
      others.get().finish();
    }
    long withoutOutcome = Math.max(0, handedOver - (counts.rows() - before));
    writesLost =
        counts.rows(Outcome.FAILED)
            + counts.rows(Outcome.DRIFTED)
            + counts.rows(Outcome.UNKNOWN)
            + counts.rows(Outcome.SKIPPED)
            + withoutOutcome;
  }

  /** Rows whose upload the store would not complete; what is not begun now, the next run asks. */
  private void beginAnew() throws IOException {
    for (Optional<MultipartSessions.Row> next = handlers.sessions().again();
        next.isPresent() && control.going();
        next = handlers.sessions().again()) {
      begin(next.get().ordinal(), next.get().row());
    }
    budget.drain();
  }

  /**
   * Aborts the multipart upload that an earlier run left open and this one cannot resume. A row
   * whose upload could not be aborted is not begun again, so that its parts are not forgotten.
   */
  private boolean cleared(long ordinal, PlanRow row, boolean settled) throws RunCancelledException {
    Optional<UnfinishedUpload> upload = journal.unfinished(ordinal);
    if (upload.isEmpty() || (!settled && handlers.of(row.action()).inParts(row))) {
      return true;
    }
    try {
      control.await(handlers.sessions().abandon(ordinal, row));
      return true;
    } catch (ExecutionException e) {
      Throwable cause = Futures.cause(e.getCause());
      if (!settled) {
        completion.of(ordinal, row, budget.acquire(0), () -> FailureClass.asResult(cause));
      } else if (FailureClass.ofRequest(cause).isEmpty()) {
        control.fail(cause);
      }
      return false;
    }
  }

  private void begin(long ordinal, PlanRow row) throws IOException {
    control.checkGoing();
    if (row.action() == Action.DELETE && writesLost > 0) {
      skip(ordinal, row);
    } else {
      handlers.of(row.action()).start(ordinal, row);
    }
  }

  private void skip(long ordinal, PlanRow row) throws RunCancelledException {
    RowResult skipped =
        RowResult.of(
            Outcome.SKIPPED,
            writesLost
                + " other rows drifted, failed, were skipped or have no known outcome; nothing is"
                + " deleted, since it may be all there is of them: apply again or make a new plan");
    completion.of(
        ordinal, row, budget.acquire(0), () -> CompletableFuture.completedFuture(skipped));
  }
}
