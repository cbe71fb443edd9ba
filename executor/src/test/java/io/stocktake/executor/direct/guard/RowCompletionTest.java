package io.stocktake.executor.direct.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row's outcome is journaled, then counted, then its permit released. */
class RowCompletionTest {
  private static final RowResult DONE = RowResult.of(Outcome.DONE, "");

  @TempDir private Path base;
  private final RunControl control = new RunControl(Duration.ZERO);
  private final OutcomeCounts counts = new OutcomeCounts();
  private Journal journal;
  private RowCompletion completion;
  private PlanRow row;

  @BeforeEach
  void open() throws IOException {
    PlanBundle plan = new TestPlan(base).create("a", "x").seal();
    plan.rows(
        (ordinal, first) -> {
          row = first;
          return false;
        });
    journal = Journal.open(plan);
    completion = new RowCompletion(journal, counts, control);
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  @Test
  void aRowIsJournaledThenCountedThenItsPermitReleased() throws Exception {
    InFlightBudget budget = new InFlightBudget(1, 10, control);
    InFlightBudget.Permit permit = budget.acquire(1);
    CompletableFuture<RowResult> answer = new CompletableFuture<>();
    completion.of(0, row, permit, () -> answer);
    assertThat(counts.rows()).isZero();
    assertThat(journal.outcome(0)).isEmpty();

    answer.complete(DONE);
    budget.acquire(1).close();
    assertThat(journal.outcome(0)).hasValue(Outcome.DONE);
    assertThat(counts.counts().get(Outcome.DONE)).isEqualTo(new OutcomeCounts.Count(1, row.size()));
    assertThat(control.failure()).isNull();
  }

  @Test
  void workThatFailsOrCannotBeginReleasesItsPermitAndFailsTheRun() throws Exception {
    InFlightBudget budget = new InFlightBudget(1, 10, new RunControl(Duration.ZERO));
    IllegalStateException broken = new IllegalStateException("broken");
    completion.of(
        0,
        row,
        budget.acquire(1),
        () -> {
          throw broken;
        });
    budget.acquire(1).close();
    assertThat(control.failure()).isSameAs(broken);
    assertThat(journal.outcome(0)).isEmpty();
    assertThat(counts.rows()).isZero();
  }

  @Test
  void aCancelledRowReleasesItsPermitAndFailsNothing() throws Exception {
    InFlightBudget budget = new InFlightBudget(1, 10, control);
    completion.of(
        0,
        row,
        budget.acquire(1),
        () -> CompletableFuture.failedFuture(new RunCancelledException()));
    budget.acquire(1).close();
    assertThat(control.failure()).isNull();
    assertThat(counts.rows()).isZero();
  }
}
