package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static io.stocktake.executor.testing.TestPlan.executor;
import static io.stocktake.executor.testing.TestPlan.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uploads of four parts of which the first run sends some, and what the second makes of them. */
class ResumeTest {
  private static final int LARGE = 18 << 20;

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private TestPlan builder;
  private final AtomicInteger sent = new AtomicInteger();

  @BeforeEach
  void begin() throws IOException {
    builder = new TestPlan(base);
  }

  @Test
  void anUploadGoesOnAtItsNextPart() throws IOException {
    PlanBundle plan = builder.create("large", bytes(LARGE, 1)).seal();
    int before = partsOfAFirstRun(plan, Op.PART);

    RunReport report = run(plan, counting(Op.PART));

    assertThat(report.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(before + sent.get()).isEqualTo(4);
    assertThat(report.bytesSent()).isLessThan(LARGE);
    assertThat(store.get("large")).hasValue(bytes(LARGE, 1));
  }

  @Test
  void aCopyGoesOnAtItsNextRange() throws IOException {
    MemoryStore old = new MemoryStore();
    store.copyFrom(old);
    ETag etag = old.seed("large", bytes(LARGE, 3));
    PlanBundle plan =
        builder.copy("new", "large", etag, LARGE, Guard.absent(), TagSet.EMPTY).seal();
    int before = partsOfAFirstRun(plan, Op.COPY_PART);

    assertThat(run(plan, counting(Op.COPY_PART)).rows(Outcome.DONE)).isEqualTo(1);

    assertThat(before + sent.get()).isEqualTo(4);
    assertThat(store.get("new")).hasValue(bytes(LARGE, 3));
  }

  @Test
  void theResidualPlanGoesOnAsWell() throws IOException {
    PlanBundle plan =
        builder.create("a", "1").create("large", bytes(LARGE, 1)).create("z", "2").seal();
    RunReport first =
        executor(plan, new FaultyStore(store, failingAfter(Op.PART, new AtomicInteger()))).run();

    PlanBundle residual = PlanBundle.open(first.residual().orElseThrow());
    RunReport second = run(residual, counting(Op.PART));

    assertThat(second.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(sent).hasValueLessThan(4);
    assertThat(run(plan, store).rows(Outcome.ALREADY_DONE)).isEqualTo(1);
    assertThat(store.openUploads()).isZero();
    assertThat(store.writes("large")).isEqualTo(1);
  }

  @Test
  void anUploadThatTheStoreThrewAwayBeginsAnew() throws IOException {
    PlanBundle plan = builder.create("large", bytes(LARGE, 1)).seal();
    partsOfAFirstRun(plan, Op.PART);
    store.expireUploads();

    assertThat(run(plan, counting(Op.PART)).rows(Outcome.DONE)).isEqualTo(1);
    assertThat(sent).hasValue(4);
    assertThat(store.get("large")).hasValue(bytes(LARGE, 1));
  }

  @Test
  void noPartOfAnotherContentIsKeptThoughSizeAndTimeAreTheSame() throws IOException {
    PlanBundle plan = builder.create("large", bytes(LARGE, 1)).seal();
    partsOfAFirstRun(plan, Op.PART);
    Path file = builder.file("large");
    FileTime mtime = Files.getLastModifiedTime(file);
    Files.write(file, bytes(LARGE, 9));
    Files.setLastModifiedTime(file, mtime);

    assertThat(run(plan, counting(Op.PART)).rows(Outcome.DONE)).isEqualTo(1);
    assertThat(sent).hasValue(4);
    assertThat(store.get("large")).hasValue(bytes(LARGE, 9));
  }

  @Test
  void partsAreReadAgainButNotSentWhereOnlyTheStampIsAnother() throws IOException {
    PlanBundle plan = builder.create("large", bytes(LARGE, 1)).seal();
    int before = partsOfAFirstRun(plan, Op.PART);
    Path file = builder.file("large");
    Files.setLastModifiedTime(file, Files.getLastModifiedTime(file));

    assertThat(run(plan, counting(Op.PART)).rows(Outcome.DONE)).isEqualTo(1);
    assertThat(before + sent.get()).isEqualTo(4);
  }

  @Test
  void whoMayNotAskForThePartsSendsThemAll() throws IOException {
    PlanBundle plan = builder.create("large", bytes(LARGE, 1)).seal();
    partsOfAFirstRun(plan, Op.PART);
    FaultyStore strict =
        new FaultyStore(store, (op, key) -> op == Op.PARTS ? Fault.DENIED : Fault.NONE);

    assertThat(run(plan, strict).rows(Outcome.DONE)).isEqualTo(1);
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void aFileThatChangedGivesItsUploadUp() throws IOException {
    PlanBundle plan = builder.create("large", bytes(LARGE, 1)).seal();
    partsOfAFirstRun(plan, Op.PART);
    Files.write(builder.file("large"), bytes(10, 9));

    assertThat(run(plan, store).rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.openUploads()).isZero();
  }

  /** What a run that got no answer, not even to its HEAD, may have written is asked for. */
  @ParameterizedTest
  @CsvSource({
    "LOST_ANSWER, small, true, ALREADY_DONE",
    "LOST_ANSWER, small, false, UNKNOWN",
    "LOST_ANSWER, large, false, UNKNOWN",
    "LOST_REQUEST, small, true, DRIFTED",
    "LOST_REQUEST, small, false, DRIFTED",
    "LOST_REQUEST, large, false, DRIFTED"
  })
  void aFileThatChangedAfterALostAnswerMayHaveBeenWritten(
      Fault fault, String name, boolean digested, Outcome outcome) throws IOException {
    byte[] content = name.equals("large") ? bytes(LARGE, 1) : "small".getBytes(UTF_8);
    PlanBundle plan =
        digested
            ? builder
                .createDigested(name, "small", ETag.ofMd5(Digests.md5().digest(content)))
                .seal()
            : builder.create(name, content).seal();
    FaultyStore dark =
        new FaultyStore(
            store,
            (op, key) ->
                op == Op.PUT || op == Op.COMPLETE
                    ? fault
                    : op == Op.HEAD ? Fault.FAILED : Fault.NONE);
    assertThat(run(plan, dark).rows(Outcome.UNKNOWN)).isEqualTo(1);

    Files.write(builder.file(name), bytes(content.length + 1, 9));

    assertThat(run(plan, store).rows(outcome)).isEqualTo(1);
  }

  @Test
  void aDeleteThatDriftedInAnEarlierRunHoldsNoOtherUp() throws IOException {
    ETag seen = store.seed("changed", bytes(3, 1));
    ETag orphan = store.seed("orphan", bytes(3, 2));
    PlanBundle plan = builder.delete("changed", seen).delete("orphan", orphan).seal();
    store.seed("changed", bytes(3, 3));
    FaultyStore busy =
        new FaultyStore(
            store,
            (op, key) ->
                op == Op.DELETE && key.value().equals("orphan") ? Fault.FAILED : Fault.NONE);
    assertThat(run(plan, busy).rows(Outcome.FAILED)).isEqualTo(1);

    RunReport report = run(plan, store);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(store.keys()).containsExactly("changed");
  }

  /** Runs with a line that breaks after the second part; tells how many parts the store took. */
  private int partsOfAFirstRun(PlanBundle plan, Op part) throws IOException {
    AtomicInteger taken = new AtomicInteger();
    RunReport report = run(plan, new FaultyStore(store, failingAfter(part, taken)));
    assertThat(report.rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(report.unfinished()).isEqualTo(1);
    return Math.min(2, taken.get());
  }

  private static FaultyStore.Faults failingAfter(Op part, AtomicInteger begun) {
    return (op, key) -> op == part && begun.incrementAndGet() > 2 ? Fault.FAILED : Fault.NONE;
  }

  private FaultyStore counting(Op counted) {
    return new FaultyStore(
        store,
        (op, key) -> {
          sent.addAndGet(op == counted ? 1 : 0);
          return Fault.NONE;
        });
  }
}
