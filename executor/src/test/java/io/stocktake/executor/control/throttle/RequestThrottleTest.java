package io.stocktake.executor.control.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.testing.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RequestThrottleTest {
  private static final int MIB = 1 << 20;

  private final ManualClock clock = new ManualClock();
  private final List<Integer> passed = new ArrayList<>();
  private long bytes;
  private long requests;
  private final RequestThrottle throttle =
      new RequestThrottle(
          new RateLimits() {
            @Override
            public long bytesPerSecond() {
              return bytes;
            }

            @Override
            public long requestsPerSecond() {
              return requests;
            }
          },
          64,
          clock);

  @Test
  void withoutARateNothingWaits() {
    begin(100, MIB);

    assertThat(passed).hasSize(100);
  }

  @Test
  void bodiesPassAtTheirRateInOrder() {
    bytes = MIB;
    begin(20, MIB);

    clock.pass(10_000);
    assertThat(passed).hasSizeBetween(10, 12).isSorted();
    clock.pass(10_000);
    assertThat(passed).hasSize(20).isSorted();
  }

  @Test
  void requestsPassAtTheirRate() {
    requests = 5;
    begin(100, 0);

    clock.pass(10_000);
    assertThat(passed).hasSizeBetween(50, 52);
  }

  @Test
  void slicesShareTheRate() {
    bytes = 640 * 1024;
    List<CompletableFuture<Void>> slices = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      slices.add(throttle.slice(RequestThrottle.SLICE));
    }

    clock.pass(5_000);
    assertThat(slices.stream().filter(CompletableFuture::isDone).count()).isBetween(50L, 52L);
  }

  @Test
  void aNewRateHoldsForWhatWaitsAlready() {
    bytes = 2;
    begin(10, MIB);
    clock.pass(1_000);
    assertThat(passed).hasSize(1);

    bytes = 0;
    clock.pass(1_000);
    assertThat(passed).hasSize(10);
  }

  @Test
  void whatWasNotUsedIsNotSavedUp() {
    bytes = MIB;
    clock.pass(60_000);
    begin(20, MIB);

    clock.pass(5_000);
    assertThat(passed).hasSizeBetween(5, 7);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a pace never fails
  private void begin(int count, long body) {
    for (int i = 0; i < count; i++) {
      int number = i;
      throttle
          .request(body)
          .thenRun(
              () -> {
                passed.add(number);
                throttle.answered(body);
              });
    }
  }
}
