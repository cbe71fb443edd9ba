package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.allDone;
import static io.stocktake.executor.testing.TestPlan.bytes;
import static io.stocktake.executor.testing.TestPlan.executor;
import static io.stocktake.executor.testing.TestPlan.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.testing.DirectOptionsFixture;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultProxyTest {
  private static final int LARGE = 9 << 20;

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();

  @ParameterizedTest
  @CsvSource({
    "LOST_ANSWER, ALREADY_DONE, 1",
    "LOST_REQUEST, DONE, 1",
    "TWICE, ALREADY_DONE, 1",
    "LOST_REQUEST LOST_ANSWER, ALREADY_DONE, 1",
    "LOST_REQUEST LOST_REQUEST, UNKNOWN, 0",
    "FAILED, FAILED, 0",
    "DENIED, FAILED, 0"
  })
  void aPutIsSettledByLookingAtTheKey(String faults, Outcome expected, int writes)
      throws IOException {
    PlanBundle plan = new TestPlan(base).create("a", "1").seal();

    RunReport report = run(plan, script(Op.PUT, faults));

    assertThat(report.rows(expected)).isEqualTo(1);
    assertThat(store.writes("a")).isEqualTo(writes);
    assertThat(allDone(run(plan, store))).isTrue();
    assertThat(store.writes("a")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "LOST_ANSWER, ALREADY_DONE, 1",
    "LOST_REQUEST, DONE, 1",
    "TWICE, ALREADY_DONE, 1",
    "LOST_REQUEST LOST_REQUEST, UNKNOWN, 0",
    "FAILED, FAILED, 0"
  })
  void aCompletedUploadIsSettledByLookingAtTheKey(String faults, Outcome expected, int writes)
      throws IOException {
    PlanBundle plan = new TestPlan(base).create("large", bytes(LARGE, 1)).seal();

    RunReport report = run(plan, script(Op.COMPLETE, faults));

    assertThat(report.rows(expected)).isEqualTo(1);
    assertThat(store.writes("large")).isEqualTo(writes);
    assertThat(store.openUploads()).isEqualTo(1 - writes);
    assertThat(allDone(run(plan, store))).isTrue();
    assertThat(store.writes("large")).isEqualTo(1);
    assertThat(store.openUploads()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "LOST_ANSWER, ALREADY_DONE",
    "LOST_REQUEST, DONE",
    "TWICE, ALREADY_DONE",
    "LOST_REQUEST LOST_REQUEST, UNKNOWN",
    "DENIED, FAILED"
  })
  void aDeleteIsSettledByLookingAtTheKey(String faults, Outcome expected) throws IOException {
    ETag orphan = store.seed("orphan", "x".getBytes(UTF_8));
    PlanBundle plan = new TestPlan(base).delete("orphan", orphan).seal();

    assertThat(run(plan, script(Op.DELETE, faults)).rows(expected)).isEqualTo(1);
    assertThat(allDone(run(plan, store))).isTrue();
    assertThat(store.keys()).isEmpty();
  }

  @Test
  void aRequestForManyDeletesThatIsLostIsFollowedByNoMoreLooksAtOnceThanMayBe() throws IOException {
    PlanBundle plan = orphans(900).seal();
    ThreadPoolExecutor line =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    AtomicInteger looks = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    FaultyStore bad =
        new FaultyStore(
            store,
            (op, key) -> {
              looks.addAndGet(op == Op.HEAD ? 1 : 0);
              most.accumulateAndGet(line.getQueue().size(), Math::max);
              return op == Op.DELETE_ALL ? Fault.LOST_REQUEST : Fault.NONE;
            },
            line);
    try {
      assertThat(executor(plan, bad).run().rows(Outcome.DONE)).isEqualTo(900);
    } finally {
      line.shutdown();
    }

    assertThat(looks).hasValue(900);
    assertThat(most).hasValueLessThanOrEqualTo(TestPlan.OPTIONS.inFlight().requests());
    assertThat(store.keys()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOST_REQUEST", "FAILED", "DENIED"})
  void looksThatFailForOneCauseDoNotEndTheRun(String fault) throws IOException {
    PlanBundle plan = orphans(900).seal();
    AtomicInteger looks = new AtomicInteger();
    FaultyStore down =
        new FaultyStore(
            store,
            (op, key) -> {
              looks.addAndGet(op == Op.HEAD ? 1 : 0);
              return op == Op.DELETE_ALL
                  ? Fault.LOST_ANSWER
                  : op == Op.HEAD ? Fault.valueOf(fault) : Fault.NONE;
            });

    RunReport report = executor(plan, down, DirectOptionsFixture.givingUpAfter(100)).run();

    assertThat(report.rows(Outcome.UNKNOWN)).isEqualTo(900);
    assertThat(looks).hasValueLessThan(10 + TestPlan.OPTIONS.inFlight().requests());
    assertThat(run(plan, store).rows(Outcome.ALREADY_DONE)).isEqualTo(900);
  }

  private TestPlan orphans(int count) throws IOException {
    TestPlan builder = new TestPlan(base);
    for (int i = 0; i < count; i++) {
      builder.delete("o" + i, store.seed("o" + i, "x".getBytes(UTF_8)));
    }
    return builder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOST_REQUEST", "FAILED", "DENIED"})
  void aPartThatFailsLeavesTheUploadToTheNextRun(String fault) throws IOException {
    PlanBundle plan = new TestPlan(base).create("large", bytes(LARGE, 1)).seal();

    RunReport report = run(plan, script(Op.PART, fault));

    assertThat(report.rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(report.unfinished()).isEqualTo(1);
    RunReport next = run(plan, store);
    assertThat(next.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(next.unfinished()).isZero();
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void nothingIsDeletedAfterAFailedUpload() throws IOException {
    ETag orphan = store.seed("orphan", "x".getBytes(UTF_8));
    PlanBundle plan = new TestPlan(base).create("z", "1").delete("orphan", orphan).seal();

    RunReport report = run(plan, script(Op.PUT, "FAILED"));

    assertThat(report.rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(report.rows(Outcome.SKIPPED)).isEqualTo(1);
    assertThat(store.get("orphan")).isPresent();
    assertThat(run(plan, store).rows(Outcome.DONE)).isEqualTo(2);
  }

  @Test
  void theEncryptedObjectOfALostAnswerCannotBeTold() throws IOException {
    store.encrypt();
    PlanBundle plan = new TestPlan(base).create("a", "1").seal();

    assertThat(run(plan, script(Op.PUT, "LOST_ANSWER")).rows(Outcome.DRIFTED)).isEqualTo(1);
  }

  @Proof
  @Test
  void whateverTheLineDoesRepeatedRunsEndWithAllDoneThatMayBe() throws IOException {
    long seed = 20261123;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    ExecutorService line = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < ProofShare.of(60); round++) {
        survive(random, line, base.resolve("round" + round));
      }
    } finally {
      line.shutdown();
    }
  }

  private static void survive(Random random, ExecutorService line, Path directory)
      throws IOException {
    MemoryStore store = new MemoryStore();
    ETag over = store.seed("over", "old".getBytes(UTF_8));
    ETag orphan = store.seed("orphan", "old".getBytes(UTF_8));
    TestPlan builder = new TestPlan(directory);
    PlanBundle plan =
        builder
            .create("a", "1")
            .create("b", "")
            .create("c", "333")
            .create("theirs", "mine")
            .overwrite("over", "new".getBytes(UTF_8), over)
            .delete("orphan", orphan)
            .seal();
    store.seed("theirs", "theirs".getBytes(UTF_8));
    Fault[] faults = {
      Fault.NONE, Fault.NONE, Fault.LOST_ANSWER, Fault.LOST_REQUEST, Fault.TWICE, Fault.FAILED
    };
    FaultyStore bad =
        new FaultyStore(
            store,
            (op, key) -> {
              synchronized (random) {
                return faults[random.nextInt(faults.length)];
              }
            },
            line);
    for (int run = 0; run < 3; run++) {
      executor(plan, bad).run();
    }
    RunReport last = run(plan, store);

    assertThat(last.left()).isZero();
    assertThat(last.rows(Outcome.FAILED) + last.rows(Outcome.UNKNOWN)).isZero();
    assertThat(last.rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(last.rows(Outcome.SKIPPED))
        .as("the delete, for what drifted: %s", last)
        .isEqualTo(1);
    assertThat(store.keys()).containsExactly("a", "b", "c", "orphan", "over", "theirs");
    assertThat(store.get("theirs")).hasValue("theirs".getBytes(UTF_8));
    assertThat(store.get("over")).hasValue("new".getBytes(UTF_8));
    for (String key : store.keys()) {
      boolean untouched = key.equals("theirs") || key.equals("orphan");
      assertThat(store.writes(key)).isEqualTo(untouched ? 0 : 1);
    }
  }

  /** These faults for the requests of one kind, one after the other, and none after them. */
  private FaultyStore script(Op scripted, String faults) {
    List<Fault> list = Arrays.stream(faults.split(" ")).map(Fault::valueOf).toList();
    Map<Op, Iterator<Fault>> scripts = new EnumMap<>(Op.class);
    scripts.put(scripted, list.iterator());
    return new FaultyStore(
        store,
        (op, key) -> {
          synchronized (scripts) {
            Iterator<Fault> script = scripts.get(op);
            return script != null && script.hasNext() ? script.next() : Fault.NONE;
          }
        });
  }
}
