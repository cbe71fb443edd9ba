package io.stocktake.executor.store.decorate;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static io.stocktake.executor.testing.TestPlan.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.apply.RequiredGuarantees;
import io.stocktake.executor.control.throttle.RateLimits;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans for a store that writes and removes whatever the guard says. */
class CheckThenWriteStoreTest {
  private static final int LARGE = 9 << 20;

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private final MemoryStore old = new MemoryStore();
  private TestPlan builder;

  @BeforeEach
  void begin() throws IOException {
    builder = new TestPlan(base);
    store.copyFrom(old);
    store.heedNoGuard();
  }

  @Test
  void whatHoldsIsDone() throws IOException {
    RunReport report = run(writes(), new CheckThenWriteStore(store, Set.of()));

    assertThat(report.rows(Outcome.DONE)).isEqualTo(5);
    assertThat(store.get("over")).hasValue(bytes(4, 2));
    assertThat(store.get("large")).hasValue(bytes(LARGE, 3));
    assertThat(store.get("orphan")).isEmpty();
  }

  @Test
  void whatAnotherWriterChangedIsKept() throws IOException {
    PlanBundle plan = writes();
    for (String key : Set.of("new", "over", "large", "copy")) {
      store.seed(key, bytes(7, 7));
    }

    RunReport report = run(plan, new CheckThenWriteStore(store, Set.of()));

    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(4);
    assertThat(report.rows(Outcome.SKIPPED)).isEqualTo(1);
    for (String key : Set.of("new", "over", "large", "copy")) {
      assertThat(store.get(key)).as(key).hasValue(bytes(7, 7));
    }
  }

  @Test
  void anOrphanThatChangedIsKeptThoughARequestForManyWouldRemoveIt() throws IOException {
    ETag seen = store.seed("orphan", bytes(3, 1));
    ETag other = store.seed("other", bytes(3, 2));
    PlanBundle plan = builder.delete("orphan", seen).delete("other", other).seal();
    store.seed("orphan", bytes(7, 7));

    RunReport report = run(plan, new CheckThenWriteStore(store, Set.of()));

    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.keys()).containsExactly("orphan");
  }

  @Test
  void aSourceThatChangedIsNotCopied() throws IOException {
    ETag seen = old.seed("from", bytes(3, 1));
    PlanBundle plan = builder.copy("copy", "from", seen, 3, Guard.absent(), TagSet.EMPTY).seal();
    old.seed("from", bytes(3, 2));

    assertThat(run(plan, new CheckThenWriteStore(store, Set.of())).rows(Outcome.DRIFTED))
        .isEqualTo(1);
    assertThat(store.keys()).isEmpty();
  }

  @Test
  void aPlanNeedsWhatItsRowsRelyOn() throws IOException {
    assertThat(RequiredGuarantees.of(writes(), TestPlan.OPTIONS))
        .isEqualTo(
            EnumSet.of(
                Guarantee.PUT_IF_NONE_MATCH,
                Guarantee.PUT_IF_MATCH,
                Guarantee.COMPLETE_IF_NONE_MATCH,
                Guarantee.COPY_IF_NONE_MATCH,
                Guarantee.COPY_SOURCE_IF_MATCH,
                Guarantee.DELETE_IF_MATCH,
                Guarantee.TAGS));
  }

  private PlanBundle writes() throws IOException {
    ETag over = store.seed("over", bytes(3, 1));
    ETag orphan = store.seed("orphan", bytes(3, 2));
    ETag from = old.seed("from", bytes(3, 3));
    return builder
        .create("new", bytes(3, 4))
        .overwrite("over", bytes(4, 2), over)
        .create("large", bytes(LARGE, 3))
        .copy("copy", "from", from, 3, Guard.absent(), TagSet.EMPTY)
        .delete("orphan", orphan)
        .seal();
  }

  /** What takes the place of a guard is a request like others. */
  @Test
  void checksAreCountedAndThrottled() throws IOException {
    PlanBundle plan = new TestPlan(base).create("a", "1").create("b", "2").seal();
    CountedLimits limits = new CountedLimits();

    RunReport report =
        new PlanExecutor(
                plan,
                store,
                Set.of(),
                Optional.empty(),
                TestPlan.OPTIONS,
                RequestThrottle.of(limits, TestPlan.OPTIONS.inFlight().requests()),
                Clock.systemUTC())
            .run();

    assertThat(report.rows(Outcome.DONE)).isEqualTo(2);
    assertThat(report.requests()).isEqualTo(store.requests()).isEqualTo(4);
    assertThat(limits.asked).as("requests held to the limit").hasValue(4);
  }

  /** No limits; a throttle asks for that of requests once for each. */
  private static final class CountedLimits implements RateLimits {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public long bytesPerSecond() {
      return 0;
    }

    @Override
    public long requestsPerSecond() {
      asked.incrementAndGet();
      return 0;
    }
  }
}
