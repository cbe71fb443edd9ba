package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.direct.guard.RowCompletion;
import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.files.LocalFileContents;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that go another way, and what of them holds deletes back. */
class HandedOverTest {
  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();

  @ParameterizedTest
  @CsvSource({"2, DONE, 1, 0", "1, DONE, 0, 1", "0, DONE, 0, 1", "2, DRIFTED, 0, 1"})
  void deletesWaitForEachOfThem(int ended, Outcome outcome, int deleted, int skipped)
      throws IOException {
    ETag orphan = store.seed("orphan", bytes(3, 1));
    PlanBundle plan =
        new TestPlan(base).create("a", "1").create("b", "2").delete("orphan", orphan).seal();
    OutcomeCounts counts = new OutcomeCounts();
    RunControl control = new RunControl(TestPlan.OPTIONS.failures().stopGrace());
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try (Journal journal = Journal.open(plan);
        FileContents files = new LocalFileContents(plan.plan())) {
      Others others = new Others(ended, outcome, new RowCompletion(journal, counts, control));
      new DirectRoute(
              plan,
              files,
              journal,
              store,
              new DirectRoute.Run(control, counts, readers),
              TestPlan.OPTIONS,
              Optional.of(others))
          .go();
    } finally {
      readers.shutdownNow();
    }

    assertThat(store.get("orphan").isEmpty()).isEqualTo(deleted == 1);
    assertThat(counts.rows(Outcome.SKIPPED)).isEqualTo(skipped);
  }

  /** Sees to all rows that write, and ends some. */
  private static final class Others implements DirectRoute.Others {
    private final int ended;
    private final Outcome outcome;
    private final RowCompletion completion;
    private PlanRow[] rows = new PlanRow[2];

    Others(int ended, Outcome outcome, RowCompletion completion) {
      this.ended = ended;
      this.outcome = outcome;
      this.completion = completion;
    }

    @Override
    public boolean see(long ordinal, PlanRow row) {
      if (row.action() == Action.DELETE) {
        return false;
      }
      rows[(int) ordinal] = row;
      return true;
    }

    @Override
    public void finish() {
      for (int i = 0; i < ended; i++) {
        completion.end(i, rows[i], RowResult.of(outcome, "")).join();
      }
    }
  }
}
