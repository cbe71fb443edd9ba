package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.allDone;
import static io.stocktake.executor.testing.TestPlan.bytes;
import static io.stocktake.executor.testing.TestPlan.executor;
import static io.stocktake.executor.testing.TestPlan.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunProgress;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.status.OpaqueETagLedger;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.testing.DirectOptionsFixture;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectRouteTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();

  @Test
  void appliesEveryActionAndASecondRunAsksNothing() throws IOException {
    ETag old = store.seed("changed", "old".getBytes(UTF_8));
    ETag orphan = store.seed("orphan", "bye".getBytes(UTF_8));
    store.seed("kept", "own".getBytes(UTF_8));
    PlanBundle plan =
        new TestPlan(base)
            .create("dir/new ü", "hello")
            .create("empty", "")
            .overwrite("changed", "new".getBytes(UTF_8), old)
            .delete("orphan", orphan)
            .none("kept")
            .seal();

    RunReport report = run(plan, store);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(4);
    assertThat(allDone(report)).isTrue();
    assertThat(report.bytesSent()).isEqualTo(8);
    assertThat(report.requests())
        .as("a request for each row, and whether the bucket keeps versions")
        .isEqualTo(5);
    assertThat(report.residual()).isEmpty();
    assertThat(store.keys()).containsExactly("changed", "dir/new ü", "empty", "kept");
    assertThat(store.get("dir/new ü")).hasValue("hello".getBytes(UTF_8));
    assertThat(store.get("changed")).hasValue("new".getBytes(UTF_8));

    RunReport again = run(PlanBundle.open(plan.directory()), store);
    assertThat(again.requests()).isZero();
    assertThat(again.settledBefore()).isEqualTo(4);
    assertThat(again.outcomes()).isEqualTo(report.outcomes());
  }

  @Test
  void sendsALargeFileInPartsWithTheETagOfItsParts() throws IOException {
    byte[] content = bytes(12 * MIB + 17, 1);
    PlanBundle plan = new TestPlan(base).create("large", content).seal();

    RunReport report = run(plan, store);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(report.requests()).isEqualTo(5);
    assertThat(store.get("large")).hasValue(content);
    assertThat(store.etag("large").orElseThrow().parts()).isEqualTo(3);
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void takesAnEncryptedStoresWordForTheContent() throws IOException {
    store.encrypt();
    PlanBundle plan =
        new TestPlan(base).create("small", "x").create("large", bytes(9 * MIB, 2)).seal();

    assertThat(run(plan, store).rows(Outcome.DONE)).isEqualTo(2);
    Map<String, ContentChecksum> told = new TreeMap<>();
    OpaqueETagLedger.read(
        plan, plan.plan().destination().bucket(), known -> told.put(known.key().value(), known));
    assertThat(told).containsOnlyKeys("large", "small");
    assertThat(told.get("small").md5())
        .isEqualTo(ETag.ofMd5(Digests.md5().digest(new byte[] {'x'})));
    assertThat(told.get("small").etag())
        .isEqualTo(store.head(new ObjectKey("small")).join().orElseThrow().etag())
        .isNotEqualTo(told.get("small").md5());
    assertThat(told.get("large").md5().parts()).isEqualTo(2);
    OpaqueETagLedger.read(
        plan, "other", known -> assertThat(known).as("of another bucket").isNull());
    assertThat(run(plan, store).requests()).as("of a second run").isZero();
    assertThat(PlanStatus.read(plan).left()).isZero();
  }

  @Test
  void whatAnETagTellsIsNotWrittenDownTwice() throws IOException {
    PlanBundle plan = new TestPlan(base).create("small", "x").seal();
    assertThatThrownBy(
            () -> OpaqueETagLedger.read(plan, plan.plan().destination().bucket(), known -> {}))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("was not applied");
    assertThat(run(plan, store).rows(Outcome.DONE)).isEqualTo(1);
    OpaqueETagLedger.read(
        plan,
        plan.plan().destination().bucket(),
        known -> assertThat(known).as("not encrypted").isNull());
  }

  @Test
  void refusesAnAlteredPlan() throws IOException {
    PlanBundle plan = new TestPlan(base).create("a", "1").seal();
    Path part = plan.directory().resolve("changes-00001.csv");
    Files.writeString(part, Files.readString(part).replace("absent", "00"));

    assertThatThrownBy(() -> run(plan, store))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("altered");
    assertThat(store.requests()).isZero();
  }

  @Test
  void aFatalErrorEndsTheRunInOneSentence() throws IOException {
    TestPlan builder = new TestPlan(base);
    for (int i = 0; i < 50; i++) {
      builder.create("f" + i, "x" + i);
    }
    PlanBundle plan = builder.seal();

    assertThatThrownBy(() -> run(plan, new FaultyStore(store, (op, key) -> Fault.FATAL)))
        .isInstanceOf(StocktakeException.class)
        .hasMessage("the bucket does not exist");

    assertThat(PlanStatus.read(plan).left()).isEqualTo(50);
    assertThat(run(plan, store).rows(Outcome.DONE)).isEqualTo(50);
  }

  @Test
  void manyFailuresInARowEndTheRun() throws IOException {
    TestPlan builder = new TestPlan(base);
    for (int i = 0; i < 60; i++) {
      builder.create("f" + i, "x" + i);
    }
    PlanBundle plan = builder.seal();
    FaultyStore down = new FaultyStore(store, (op, key) -> Fault.FAILED);

    assertThatThrownBy(() -> executor(plan, down, DirectOptionsFixture.givingUpAfter(10)).run())
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("10 requests failed in a row")
        .hasMessageContaining("the store is busy");
    assertThat(run(plan, store).rows(Outcome.DONE)).isEqualTo(60);
  }

  @Test
  void aStoppedRunFinishesWhatIsInFlightAndCanBeResumed() throws Exception {
    TestPlan builder = new TestPlan(base);
    for (int i = 0; i < 400; i++) {
      builder.create("f" + i, "x" + i);
    }
    PlanBundle plan = builder.seal();
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    FaultyStore slow =
        new FaultyStore(
            store,
            (op, key) -> {
              reached.countDown();
              await(stopped);
              return Fault.NONE;
            });
    PlanExecutor executor = executor(plan, slow);
    List<RunReport> reports = new ArrayList<>();
    Thread thread = new Thread(() -> reports.add(quietly(executor)));
    thread.start();
    reached.await();
    executor.stop();
    stopped.countDown();
    thread.join();

    RunReport report = reports.get(0);
    assertThat(report.stopped()).isTrue();
    assertThat(report.left()).isPositive();
    assertThat(report.rows(Outcome.DONE)).isEqualTo(400 - report.left()).isPositive();
    assertThat(report.residual()).isEmpty();

    RunReport rest = run(plan, store);
    assertThat(rest.rows(Outcome.DONE)).isEqualTo(400);
    assertThat(rest.requests()).isEqualTo(report.left());
  }

  @Test
  void aStoppedRunDoesNotWaitForeverForAnAnswer() throws Exception {
    PlanBundle plan = new TestPlan(base).create("a", "1").create("b", "2").seal();
    CountDownLatch reached = new CountDownLatch(2);
    FaultyStore dead =
        new FaultyStore(
            store,
            (op, key) -> {
              reached.countDown();
              return Fault.HANGS;
            });
    PlanExecutor executor =
        executor(plan, dead, DirectOptionsFixture.stopGrace(Duration.ofMillis(50)));
    List<RunReport> reports = new ArrayList<>();
    Thread thread = new Thread(() -> reports.add(quietly(executor)));
    thread.start();
    reached.await();
    thread.interrupt();
    thread.join();

    assertThat(reports.get(0).stopped()).isTrue();
    assertThat(reports.get(0).left()).isEqualTo(2);
    assertThat(PlanStatus.read(plan).inDoubt()).isEqualTo(2);
    assertThat(run(plan, store).rows(Outcome.DONE)).isEqualTo(2);
  }

  @Test
  void progressEndsAtThePlansTotals() throws IOException {
    PlanBundle plan = new TestPlan(base).create("a", "123").create("b", "4567").seal();
    PlanExecutor executor = executor(plan, store);

    executor.run();

    assertThat(executor.progress()).isEqualTo(new RunProgress(2, 2, 7, 7, 0));
  }

  @Test
  void aPathThatLeadsOutOfTheSourceIsNotRead() throws IOException {
    Path secret = Files.writeString(base.resolve("secret"), "key");
    PlanBundle plan =
        new TestPlan(base)
            .stray("a", "../secret", secret)
            .stray("b", secret.toString(), secret)
            .stray("c", "x/../../secret", secret)
            .seal();

    assertThat(run(plan, store).rows(Outcome.FAILED)).isEqualTo(3);
    assertThat(store.requests()).isZero();
  }

  @Test
  void followsLinksOnlyWhereThePlanDid() throws IOException {
    Path outside = Files.writeString(base.resolve("outside"), "x");
    TestPlan linked = new TestPlan(Files.createDirectories(base.resolve("1")));
    Files.createSymbolicLink(linked.file("link"), outside);
    TestPlan followed =
        new TestPlan(Files.createDirectories(base.resolve("2"))).option(Plan.LINKS, "follow");
    Path inside = Files.writeString(followed.file("inside"), "x");
    Files.createSymbolicLink(followed.file("link"), Path.of("inside"));
    Files.createSymbolicLink(followed.file("out"), outside);

    RunReport no = run(linked.stray("l", "link", outside).seal(), store);
    RunReport yes =
        run(followed.stray("l", "link", inside).stray("o", "out", outside).seal(), store);

    assertThat(no.rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(yes.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(yes.rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(store.keys()).containsExactly("l");
  }

  @Test
  void whatFailedBecomesAResidualPlanThatCanBeApplied() throws IOException {
    ETag orphan = store.seed("orphan", "bye".getBytes(UTF_8));
    PlanBundle plan =
        new TestPlan(base)
            .create("a", "1")
            .create("b", "2")
            .create("c", "3")
            .delete("orphan", orphan)
            .seal();
    FaultyStore faulty =
        new FaultyStore(
            store,
            (op, key) -> op == Op.PUT && key.value().equals("b") ? Fault.DENIED : Fault.NONE);

    RunReport report = run(plan, faulty);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(2);
    assertThat(report.rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(report.rows(Outcome.SKIPPED)).isEqualTo(1);
    Path residual = report.residual().orElseThrow();
    assertThat(residual).isEqualTo(plan.directory().resolve("residual-1"));
    PlanBundle rest = PlanBundle.open(residual);
    assertThat(rest.plan().rows()).isEqualTo(2);
    assertThat(run(plan, faulty).residual()).hasValue(plan.directory().resolve("residual-2"));

    assertThat(run(rest, store).rows(Outcome.DONE)).isEqualTo(2);
    assertThat(store.keys()).containsExactly("a", "b", "c");
  }

  @Test
  void withoutRoomForTheJournalNothingIsSent() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    PlanBundle plan = new TestPlan(base).create("a", "1").seal();
    Files.createSymbolicLink(plan.directory().resolve(Journal.FILE), full);

    assertThatThrownBy(() -> run(plan, store))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("cannot write the journal")
        .hasMessageContaining("free some disk space");
    assertThat(store.requests()).isZero();
  }

  private static RunReport quietly(PlanExecutor executor) {
    try {
      return executor.run();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
