package io.stocktake.executor.restore;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.InFlightBudget.Permit;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.journal.Journal;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The rows of a restore, handed to several workers. For each row its intent is on the disk before
 * anything is done, and its outcome before it is counted. Nothing is kept per row.
 */
final class RestoreRun {
  /** For each row that is fetched some others are written down, which takes its time. */
  private static final int ROWS_PER_WORKER = 8;

  /** What the parts of one run share. */
  record Context(RestoreBundle bundle, Journal journal, RunControl control, OutcomeCounts counts) {}

  /** The work of one row. */
  @FunctionalInterface
  interface Work {
    /**
     * Does it, and says what came of it.
     *
     * @param inDoubt whether an earlier run may have begun it
     */
    RowResult of(long ordinal, RestoreRow row, boolean inDoubt) throws IOException;
  }

  private final RestoreBundle bundle;
  private final Journal journal;
  private final RunControl control;
  private final OutcomeCounts counts;
  private final ExecutorService workers;
  private final int giveUpAfter;
  private final InFlightBudget budget;
  private final AtomicInteger failuresInARow = new AtomicInteger();

  RestoreRun(Context context, ExecutorService workers, RestoreOptions options) {
    this.bundle = context.bundle();
    this.journal = context.journal();
    this.control = context.control();
    this.counts = context.counts();
    this.workers = workers;
    this.giveUpAfter = options.giveUpAfter();
    this.budget =
        new InFlightBudget(ROWS_PER_WORKER * options.concurrency(), Long.MAX_VALUE, control);
  }

  /** Counts the rows that earlier runs settled, and returns how many there are. */
  long countSettled() throws IOException {
    long[] settled = new long[1];
    bundle.rows(
        (ordinal, row) -> {
          Optional<Outcome> before = journal.outcome(ordinal).filter(Outcome::settled);
          if (row.action() != RestoreAction.NONE && before.isPresent()) {
            settled[0]++;
            counts.add(before.get(), row.size());
          }
          return true;
        });
    return settled[0];
  }

  /**
   * Does the rows of a kind that are not settled; returns when none of them is in flight any more.
   */
  void all(Predicate<RestoreRow> kind, Work work) throws IOException {
    try {
      bundle.rows(
          (ordinal, row) -> {
            if (kind.test(row) && isLeft(ordinal)) {
              begin(ordinal, row, work);
            }
            return control.going();
          });
    } catch (RunCancelledException e) {
      // The other rows are left to the next run.
    } catch (RuntimeException | Error e) {
      control.fail(e);
      throw e;
    } finally {
      budget.drain();
    }
  }

  /** Does one row, and returns when it has ended. */
  void one(long ordinal, RestoreRow row, Work work) throws IOException {
    if (isLeft(ordinal) && control.going()) {
      begin(ordinal, row, work);
      budget.drain();
    }
  }

  /** Whether no run has settled a row. */
  boolean isLeft(long ordinal) {
    return journal.outcome(ordinal).filter(Outcome::settled).isEmpty();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Futures.end sees the last of it
  private void begin(long ordinal, RestoreRow row, Work work) throws RunCancelledException {
    Permit permit = budget.acquire(0);
    boolean inDoubt = journal.inDoubt(ordinal);
    Futures.end(
        journal
            .intent(ordinal)
            .thenApplyAsync(noted -> result(ordinal, row, inDoubt, work), workers)
            .thenCompose(result -> end(ordinal, row, result)),
        (ended, failure) -> close(permit, failure));
  }

  private RowResult result(long ordinal, RestoreRow row, boolean inDoubt, Work work) {
    try {
      control.checkGoing();
      return work.of(ordinal, row, inDoubt);
    } catch (UncheckedIOException e) {
      return failed(e.getCause());
    } catch (IOException e) {
      return failed(e);
    }
  }

  private static RowResult failed(IOException failure) {
    try {
      return RowFailures.result(failure);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private CompletableFuture<Void> end(long ordinal, RestoreRow row, RowResult result) {
    return journal
        .ended(ordinal, row.path(), result)
        .thenRun(
            () -> {
              counts.add(result.outcome(), row.size());
              watch(result);
            });
  }

  private void watch(RowResult result) {
    if (result.outcome() != Outcome.FAILED) {
      failuresInARow.set(0);
    } else if (failuresInARow.incrementAndGet() >= giveUpAfter) {
      control.fail(
          StocktakeException.environment(
              giveUpAfter
                  + " rows failed in a row, the last one because "
                  + result.detail()
                  + "; the run stops: fix the cause, then run again to resume"));
    }
  }

  private void close(Permit permit, Throwable failure) {
    Throwable cause = Futures.cause(failure);
    if (failure != null && !(cause instanceof RunCancelledException)) {
      control.fail(cause);
    }
    permit.close();
  }
}
