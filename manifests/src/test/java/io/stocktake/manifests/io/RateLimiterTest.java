package io.stocktake.manifests.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stocktake.manifests.testing.ManualClock;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final long RATE = 1_000_000;

  private final ManualClock clock = new ManualClock();
  private final AtomicLong rate = new AtomicLong(RATE);
  private final RateLimiter limiter = new RateLimiter(rate::get, clock);
  private final List<Integer> passed = new ArrayList<>();

  /** A clock on which time passes only while somebody waits; it overflows soon. */
  private static final class SleepingClock implements NanoClock {
    private long now = Long.MAX_VALUE - 5;
    private long slept;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void after(long nanos, Runnable task) {
      now += nanos;
      slept += nanos;
      task.run();
    }

    double seconds() {
      return (double) slept / TimeUnit.SECONDS.toNanos(1);
    }
  }

  @Test
  void whoWaitsTakesTheTimeThatTheAmountsBeforeTake() throws Exception {
    SleepingClock sleeping = new SleepingClock();
    RateLimiter blocking = new RateLimiter(() -> RATE, sleeping);
    for (int i = 0; i < 1000; i++) {
      blocking.acquire(10_000);
    }
    assertThat(sleeping.seconds()).isCloseTo(9.99 - 0.05, within(0.001));
  }

  @Test
  void aTwentiethOfASecondIsSavedUpAndNoMore() throws Exception {
    SleepingClock sleeping = new SleepingClock();
    RateLimiter blocking = new RateLimiter(() -> RATE, sleeping);
    blocking.acquire(RATE);
    sleeping.now += TimeUnit.HOURS.toNanos(1);
    blocking.acquire(RATE);
    assertThat(sleeping.seconds()).isZero();
    blocking.acquire(1);
    assertThat(sleeping.seconds()).isCloseTo(0.95, within(0.001));
  }

  @Test
  void amountsPassAtTheRateInTheOrderOfAsking() {
    ask(20, (int) RATE / 2);
    clock.pass(5_000);
    assertThat(passed).hasSizeBetween(10, 11).isSorted();
    clock.pass(5_000);
    assertThat(passed).hasSize(20).isSorted();
  }

  @Test
  void aRateThatChangesCountsAtOnce() {
    ask(20, (int) RATE);
    clock.pass(2_000);
    assertThat(passed).hasSize(3);
    rate.set(10 * RATE);
    clock.pass(950); // what has passed is still paid for at the old rate
    int before = passed.size();
    clock.pass(1_000);
    assertThat(passed.size() - before).isBetween(9, 11);
    rate.set(0);
    clock.pass(200);
    assertThat(passed).hasSize(20);
  }

  @Test
  void withoutARateNothingWaits() throws Exception {
    rate.set(0);
    ask(5, Integer.MAX_VALUE);
    assertThat(passed).hasSize(5);
    RateLimiter.UNLIMITED.acquire(Long.MAX_VALUE);
    assertThat(RateLimiter.UNLIMITED.acquireAsync(Long.MAX_VALUE)).isCompleted();
  }

  @Test
  void anInterruptEndsTheWaitAndNothingPassesForIt() throws Exception {
    limiter.acquire(RATE);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> limiter.acquire(1_000 * RATE))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    CompletableFuture<Void> next = limiter.acquireAsync(1);
    assertThat(next).isNotDone();
    clock.pass(1_200);
    assertThat(next).isCompleted();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it never fails
  private void ask(int times, int amount) {
    for (int i = 0; i < times; i++) {
      int number = i;
      limiter.acquireAsync(amount).thenRun(() -> passed.add(number));
    }
  }
}
