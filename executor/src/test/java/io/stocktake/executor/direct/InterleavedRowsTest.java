package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.allDone;
import static io.stocktake.executor.testing.TestPlan.executor;
import static io.stocktake.executor.testing.TestPlan.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.testing.DirectOptionsFixture;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterleavedRowsTest {
  private static final int PREFIXES = 8;
  private static final int PER_PREFIX = 1000;
  private static final int ROWS_PER_PART = 700;
  private static final int WINDOW = 256;

  /** So few that those that overtake others are no more than a window has of one prefix. */
  private static final DirectOptions OPTIONS =
      DirectOptionsFixture.inFlight(WINDOW / PREFIXES, 16 << 20);

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private final List<String> sent = Collections.synchronizedList(new ArrayList<>());

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void everyRowIsReadOnceFromEachPlaceInTurn(int places) throws IOException {
    PlanBundle plan = orphans().seal(ROWS_PER_PART);
    List<Long> read = new ArrayList<>();

    InterleavedRows.read(plan, 5, 7_995, places, (ordinal, row) -> read.add(ordinal));

    assertThat(read)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(5, 7_995).boxed().toList());
    for (int i = 0; i < 100; i++) {
      assertThat(read.get(i)).isEqualTo(5 + 7_990L * (i % places) / places + i / places);
    }
  }

  @Test
  void aSinkThatHasEnoughIsGivenNoMore() throws IOException {
    PlanBundle plan = orphans().seal(ROWS_PER_PART);
    List<Long> read = new ArrayList<>();

    InterleavedRows.read(plan, 0, 8_000, 8, (ordinal, row) -> read.add(ordinal) && read.size() < 3);

    assertThat(read).containsExactly(0L, 1_000L, 2_000L);
  }

  @Test
  void consecutiveRequestsGoToManyPrefixesAndDeletesComeWhenAllElseIsDone() throws IOException {
    TestPlan builder = orphans();
    create(builder);
    PlanBundle plan = builder.seal(ROWS_PER_PART);
    ExecutorService line = Executors.newFixedThreadPool(4);
    try {
      RunReport report = executor(plan, new FaultyStore(store, this::note, line), OPTIONS).run();

      assertThat(report.rows(Outcome.DONE)).isEqualTo(2 * PREFIXES * PER_PREFIX);
    } finally {
      line.shutdown();
    }
    List<String> puts = sent.stream().filter(s -> s.startsWith("PUT")).toList();
    List<String> deletes = sent.stream().filter(s -> s.startsWith("DELETE ")).toList();
    assertThat(new HashSet<>(puts)).hasSize(PREFIXES * PER_PREFIX);
    assertThat(new HashSet<>(deletes)).hasSize(PREFIXES * PER_PREFIX);
    assertThat(sent.subList(0, puts.size())).isEqualTo(puts);
    assertSpread(puts);
    assertSpread(deletes);
    assertThat(store.keys()).hasSize(PREFIXES * PER_PREFIX).allMatch(k -> k.contains("/new-"));
  }

  /** Notes a request; at the first delete the store must have all that was to be written. */
  private Fault note(Op op, ObjectKey key) {
    if (op == Op.DELETE_ALL) {
      assertThat(store.keys().stream().filter(k -> k.contains("/new-")))
          .hasSize(PREFIXES * PER_PREFIX);
    } else {
      sent.add(op + " " + key.value());
    }
    return Fault.NONE;
  }

  private static void assertSpread(List<String> requests) {
    for (int i = 0; i + WINDOW <= requests.size(); i += WINDOW) {
      assertThat(
              requests.subList(i, i + WINDOW).stream().map(InterleavedRowsTest::prefix).distinct())
          .as("prefixes of requests %d to %d", i, i + WINDOW)
          .hasSizeGreaterThanOrEqualTo(PREFIXES - 1);
    }
  }

  private static String prefix(String request) {
    return request.substring(request.indexOf(' '), request.indexOf('/'));
  }

  @Test
  void aRunThatDiedGoesOnWhereItWas() throws IOException {
    TestPlan builder = orphans();
    create(builder);
    PlanBundle plan = builder.seal(ROWS_PER_PART);
    Path journal = plan.directory().resolve(Journal.FILE);
    for (int dies : List.of(1_000, 5_000, 3_000)) {
      AtomicInteger requests = new AtomicInteger();
      FaultyStore dying =
          new FaultyStore(
              store, (op, key) -> requests.incrementAndGet() > dies ? Fault.FATAL : Fault.NONE);
      assertThatThrownBy(() -> executor(plan, dying, OPTIONS).run())
          .isInstanceOf(StocktakeException.class);
      // A kill leaves less of the journal than of the bucket.
      byte[] whole = Files.readAllBytes(journal);
      Files.write(journal, Arrays.copyOf(whole, whole.length - whole.length / 10));
    }

    assertThat(allDone(executor(plan, store, OPTIONS).run())).isTrue();

    assertThat(store.keys()).hasSize(PREFIXES * PER_PREFIX).allMatch(k -> k.contains("/new-"));
    for (int i = 0; i < PREFIXES * PER_PREFIX; i++) {
      assertThat(store.writes(key("new", i))).isEqualTo(1);
      assertThat(store.writes(key("old", i))).isEqualTo(1);
    }
  }

  @Test
  void aCopyIsOfWhatThePlanSawInWhateverOrderItsSourceIsWrittenOver() throws IOException {
    ETag old = store.seed("p1/source", "old".getBytes(UTF_8));
    TestPlan builder = new TestPlan(base);
    for (int i = 0; i < 999; i++) {
      builder.none("p0/" + i);
      builder.none("p2/" + i);
    }
    builder.copy("p0/copy", "p1/source", old, 3, Guard.absent(), TagSet.EMPTY);
    builder.overwrite("p1/source", "new".getBytes(UTF_8), old);
    PlanBundle plan = builder.seal();

    // The copy is the last row of the first place, what it copies the first of the second.
    CountDownLatch written = new CountDownLatch(1);
    store.beforeChange(written::countDown);
    FaultyStore late =
        new FaultyStore(
            store,
            (op, key) -> {
              if (op == Op.COPY) {
                await(written);
              }
              return Fault.NONE;
            });

    assertThat(executor(plan, late).run().rows(Outcome.DRIFTED)).isEqualTo(1);

    assertThat(store.get("p0/copy")).isEmpty();
    assertThat(store.get("p1/source")).hasValue("new".getBytes(UTF_8));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDeleteAmongOtherRowsIsNotDone() throws IOException {
    ETag orphan = store.seed("z", "old".getBytes(UTF_8));
    PlanBundle plan = new TestPlan(base).create("a", "1").delete("z", orphan).seal();
    Path part = plan.directory().resolve("changes-00001.csv");
    List<String> lines = Files.readAllLines(part);
    Files.write(part, List.of(lines.get(0), lines.get(2), lines.get(1)));
    Path json = plan.directory().resolve("plan.json");
    String told = Files.readString(json);
    Files.writeString(
        json, told.replace(plan.plan().parts().get(0).sha256(), Digests.sha256(part)));
    Files.writeString(plan.directory().resolve("plan.json.sha256"), Digests.sha256(json));

    assertThatThrownBy(() -> run(PlanBundle.open(plan.directory()), store))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("the row of z is out of its place");
    assertThat(store.keys()).containsExactly("z");
  }

  private TestPlan orphans() throws IOException {
    TestPlan builder = new TestPlan(base);
    for (int i = 0; i < PREFIXES * PER_PREFIX; i++) {
      String key = key("old", i);
      builder.delete(key, store.seed(key, "old".getBytes(UTF_8)));
    }
    return builder;
  }

  private static void create(TestPlan builder) throws IOException {
    for (int i = 0; i < PREFIXES * PER_PREFIX; i++) {
      builder.create(key("new", i), "1");
    }
  }

  private static String key(String name, int i) {
    return "p" + i / PER_PREFIX + "/" + name + "-" + i;
  }
}
