package io.stocktake.executor.control;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.direct.DirectOptions.FailurePolicy;
import io.stocktake.executor.direct.DirectOptions.InFlight;
import io.stocktake.executor.direct.DirectOptions.Multipart;
import io.stocktake.executor.testing.DirectOptionsFixture;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightBudgetTest {
  private static final long MIB = 1 << 20;

  @TempDir private Path base;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void noMoreIsInFlightThanAllowed(int most) throws IOException {
    TestPlan builder = new TestPlan(base);
    for (int i = 0; i < 30; i++) {
      builder.create("f" + i, "x".repeat(i));
    }
    PlanBundle plan = builder.create("large", bytes(16 << 20, 1)).seal();
    MemoryStore store = new MemoryStore();
    AtomicInteger now = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    ExecutorService line = Executors.newFixedThreadPool(8);
    FaultyStore counting =
        new FaultyStore(
            store,
            (op, key) -> {
              peak.accumulateAndGet(now.incrementAndGet(), Math::max);
              return Fault.NONE;
            },
            task ->
                line.execute(
                    () -> {
                      now.decrementAndGet();
                      task.run();
                    }));

    DirectOptions options = DirectOptionsFixture.inFlight(most, 8 * MIB);
    assertThat(TestPlan.executor(plan, counting, options).run().rows(Outcome.DONE)).isEqualTo(31);
    line.shutdown();

    assertThat(peak.get()).isBetween(1, most);
  }

  @Test
  void leasesAreBoundedByBytesAndGivenBackOnce() throws Exception {
    RunControl control = new RunControl(Duration.ZERO);
    InFlightBudget budget = new InFlightBudget(3, 100, control);
    InFlightBudget.Permit big = budget.acquire(90);
    Thread other = new Thread(() -> big.close());
    other.start();
    InFlightBudget.Permit next = budget.acquire(20);
    big.close();
    other.join();
    InFlightBudget.Permit rest = budget.acquire(80);
    rest.close();
    next.close();
    budget.drain();

    assertThatThrownBy(() -> budget.acquire(101)).isInstanceOf(IllegalArgumentException.class);
    control.stop();
    assertThatThrownBy(() -> budget.acquire(1)).isInstanceOf(RunCancelledException.class);
  }

  @Test
  void optionsCheckThemselves() {
    DirectOptions good = DirectOptions.defaults();

    assertThat(good.inFlight().requests()).isEqualTo(64);
    assertThat(good.multipart().threshold()).isEqualTo(64 * MIB);
    assertThat(good.multipart().partSize()).isEqualTo(16 * MIB);
    refuse(() -> new InFlight(1, 512 * MIB), "max-in-flight");
    refuse(
        () ->
            new DirectOptions(
                new InFlight(64, 63 * MIB),
                good.multipart(),
                good.failures(),
                good.signatures(),
                true),
        "max-bytes-in-flight");
    refuse(() -> new Multipart(0, 16 * MIB, good.multipart().copyLimit()), "multipart-threshold");
    refuse(
        () -> new Multipart(4096 * MIB, 16 * MIB, good.multipart().copyLimit()),
        "multipart-threshold");
    refuse(() -> new Multipart(64 * MIB, 5 * MIB - 1, good.multipart().copyLimit()), "part-size");
    refuse(() -> new Multipart(64 * MIB, 2048 * MIB, good.multipart().copyLimit()), "part-size");
    refuse(() -> new FailurePolicy(Duration.ofSeconds(-1), 1), "stop-grace");
    refuse(() -> new FailurePolicy(Duration.ZERO, 0), "give-up-after");
  }

  private static void refuse(Runnable birth, String name) {
    assertThatThrownBy(birth::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }
}
