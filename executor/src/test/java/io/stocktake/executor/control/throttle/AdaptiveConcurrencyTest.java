package io.stocktake.executor.control.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.testing.ManualClock;
import org.junit.jupiter.api.Test;

/**
 * Against a line that does more for every place in use up to a number of them, and then no more.
 */
class AdaptiveConcurrencyTest {
  private static final int MOST = 256;
  private static final int MILLIS_A_REQUEST = 50;

  private final ManualClock clock = new ManualClock();
  private final AdaptiveConcurrency concurrency = new AdaptiveConcurrency(MOST, clock::nanos);

  @Test
  void growsAsFarAsItPays() {
    work(60, 100);

    assertThat(concurrency.limit()).isBetween(70, 160);
  }

  @Test
  void growsToTheMostWhereItAlwaysPays() {
    work(60, 10_000);

    assertThat(concurrency.limit()).isEqualTo(MOST);
  }

  @Test
  void fallsWhenToldToAndRecovers() {
    work(60, 10_000);
    for (int i = 0; i < 3; i++) {
      concurrency.busy();
      work(1, 10_000);
    }
    assertThat(concurrency.limit()).isLessThanOrEqualTo(MOST / 4);

    work(60, 10_000);
    assertThat(concurrency.limit()).isEqualTo(MOST);
  }

  @Test
  void oneStormOfRefusalsIsOneStepBack() {
    work(60, 10_000);
    for (int i = 0; i < 100; i++) {
      concurrency.busy();
    }
    work(1, 10_000);

    assertThat(concurrency.limit()).isEqualTo(MOST / 2);
  }

  @Test
  void neverFallsToNothing() {
    for (int i = 0; i < 100; i++) {
      concurrency.busy();
      clock.pass(1_000);
    }

    assertThat(concurrency.limit()).isEqualTo(4);
  }

  @Test
  void neverExceedsTheMost() {
    AdaptiveConcurrency two = new AdaptiveConcurrency(2, clock::nanos);
    two.busy();
    clock.pass(1_000);
    two.busy();

    assertThat(two.limit()).isEqualTo(2);
  }

  /** Answers come for so many seconds: as many in each round as places are in use and of use. */
  private void work(int seconds, int ofUse) {
    for (int round = 0; round < seconds * 1000 / MILLIS_A_REQUEST; round++) {
      clock.pass(MILLIS_A_REQUEST);
      int answers = Math.min(concurrency.limit(), ofUse);
      for (int i = 0; i < answers; i++) {
        concurrency.answered(16 * 1024);
      }
    }
  }
}
