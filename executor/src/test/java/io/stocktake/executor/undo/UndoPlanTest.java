package io.stocktake.executor.undo;

import static io.stocktake.executor.testing.TestPlan.allDone;
import static io.stocktake.executor.testing.TestPlan.bytes;
import static io.stocktake.executor.testing.TestPlan.executor;
import static io.stocktake.executor.testing.TestPlan.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.Undo;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.testing.DirectOptionsFixture;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndoPlanTest {
  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private TestPlan builder;

  @BeforeEach
  void begin() throws IOException {
    store.keepVersions();
    builder = new TestPlan(base);
  }

  @Test
  void itsRowsAreInOrderWhicheverWasOverwrittenAndWhicheverDeleted() throws IOException {
    for (String key : List.of("a", "b", "c", "d")) {
      ETag seen = store.seed(key, bytes(3, key.charAt(0)));
      if (Set.of("a", "d").contains(key)) {
        builder.delete(key, seen);
      } else {
        builder.overwrite(key, bytes(4, 9), seen);
      }
    }
    PlanBundle plan = builder.create("e", "new").seal();

    Path undo = run(plan, store).undo().plan().orElseThrow();

    assertThat(rows(undo)).containsExactly("COPY a", "COPY b", "COPY c", "COPY d", "DELETE e");
  }

  /** What was there before this plan sent anything is not taken back; the notes say so. */
  @Test
  void onlyWhatThePlanDidIsTakenBack() throws IOException {
    ETag seen = store.seed("done", bytes(3, 1));
    ETag other = store.seed("theirs", bytes(3, 2));
    ETag lost = store.seed("lost", bytes(3, 3));
    PlanBundle plan =
        builder
            .overwrite("done", bytes(4, 1), seen)
            .overwrite("theirs", bytes(4, 2), other)
            .overwrite("lost", bytes(4, 3), lost)
            .seal();
    store.seed("theirs", bytes(4, 2));
    FaultyStore bad =
        new FaultyStore(
            store,
            (op, key) ->
                key.value().equals("lost") && Set.of(Op.PUT, Op.HEAD).contains(op)
                    ? Fault.LOST_ANSWER
                    : Fault.NONE);

    RunReport report = run(plan, bad);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(report.rows(Outcome.ALREADY_DONE)).isEqualTo(1);
    assertThat(report.rows(Outcome.UNKNOWN)).isEqualTo(1);
    Path undo = report.undo().plan().orElseThrow();
    assertThat(rows(undo)).containsExactly("COPY done");
    assertThat(PlanBundle.open(undo).plan().notes())
        .anyMatch(note -> note.startsWith("1 rows were found done"))
        .anyMatch(note -> note.startsWith("1 rows have no known outcome"));

    Path whole = run(plan, store).undo().plan().orElseThrow();

    assertThat(whole).isEqualTo(undo);
    assertThat(rows(whole)).containsExactly("COPY done", "COPY lost");
  }

  /** A directory with the journal of an apply is nothing to write over. */
  @Test
  void anUndoPlanThatWasBegunStays() throws IOException {
    ETag one = store.seed("a", bytes(3, 1));
    ETag two = store.seed("b", bytes(3, 2));
    AtomicBoolean busy = new AtomicBoolean(true);
    PlanBundle plan =
        builder.overwrite("a", bytes(4, 1), one).overwrite("b", bytes(4, 2), two).seal();
    FaultyStore bad =
        new FaultyStore(
            store,
            (op, key) ->
                busy.get() && op == Op.PUT && key.value().equals("b") ? Fault.FAILED : Fault.NONE);
    Path first = run(plan, bad).undo().plan().orElseThrow();
    assertThat(allDone(run(PlanBundle.open(first), store))).isTrue();
    busy.set(false);

    Path second = run(plan, bad).undo().plan().orElseThrow();

    assertThat(first.getFileName()).hasToString("undo-1");
    assertThat(second.getFileName()).hasToString("undo-2");
    assertThat(rows(second)).containsExactly("COPY a", "COPY b");
    assertThat(run(PlanBundle.open(second), store).rows(Outcome.DRIFTED)).isZero();
    assertThat(store.get("a")).contains(bytes(3, 1));
    assertThat(store.get("b")).contains(bytes(3, 2));
  }

  @Test
  void oneThatIsGoneIsWrittenByARunThatSendsNothingElse() throws IOException {
    PlanBundle plan = builder.overwrite("a", bytes(4, 1), store.seed("a", bytes(3, 1))).seal();
    Path undo = run(plan, store).undo().plan().orElseThrow();
    FileTrees.delete(undo);
    assertThat(PlanStatus.read(plan).undo().isOwed()).isTrue();

    assertThat(run(plan, store).undo().plan()).contains(undo);

    assertThat(undo).isDirectory();
    int requests = store.requests();
    run(plan, store);
    assertThat(store.requests()).isEqualTo(requests);
  }

  @Test
  void oneThatWasNotWantedIsWrittenWhenItIs() throws IOException {
    PlanBundle plan = builder.overwrite("a", bytes(4, 1), store.seed("a", bytes(3, 1))).seal();

    RunReport report = executor(plan, store, DirectOptionsFixture.withoutUndo()).run();
    assertThat(report.undo().state()).isEqualTo(Undo.State.DECLINED);
    assertThat(PlanStatus.read(plan).undo()).isEqualTo(report.undo());

    assertThat(run(plan, store).undo().state()).isEqualTo(Undo.State.WRITTEN);
  }

  @Test
  void aBucketWithoutVersionsHasNone() throws IOException {
    MemoryStore plain = new MemoryStore();
    PlanBundle plan = builder.overwrite("a", bytes(4, 1), plain.seed("a", bytes(3, 1))).seal();

    assertThat(run(plan, plain).undo().state()).isEqualTo(Undo.State.NO_VERSIONS);

    assertThat(Files.exists(plan.directory().resolve("undo-1"))).isFalse();
  }

  @Test
  void aPlanThatOnlyCreatesNeedsNone() throws IOException {
    PlanBundle plan = builder.create("a", "1").seal();

    assertThat(run(plan, store).undo().state()).isEqualTo(Undo.State.NOT_NEEDED);
  }

  /** What could not be read of the source has no part in what is taken back. */
  @Test
  void thePlanOfAPartialSourceIsTakenBackToo() throws IOException {
    ETag seen = store.seed("a", bytes(3, 1));
    PlanBundle plan = builder.partial().overwrite("a", bytes(4, 1), seen).create("b", "new").seal();
    Path undo = run(plan, store).undo().plan().orElseThrow();

    assertThat(run(PlanBundle.open(undo), store).rows(Outcome.DONE)).isEqualTo(2);

    assertThat(store.keys()).containsExactly("a");
  }

  private static List<String> rows(Path undo) throws IOException {
    List<String> rows = new ArrayList<>();
    PlanBundle.open(undo).rows((ordinal, row) -> rows.add(text(row)));
    return rows;
  }

  private static String text(PlanRow row) {
    return row.action() + " " + row.key();
  }
}
