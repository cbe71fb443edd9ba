package io.stocktake.executor.store.decorate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.manifests.StocktakeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CircuitBreakerStoreTest {
  private final RunControl control = new RunControl(Duration.ofSeconds(1));
  private final CircuitBreakerStore breaker =
      new CircuitBreakerStore(new MemoryStore(), control, 3);
  private int sent;

  @Test
  void failuresInARowEndTheRun() {
    answered(Kind.FAILED);
    answered(Kind.UNKNOWN);
    assertThat(control.going()).isTrue();
    answered(Kind.DENIED);
    assertThat(control.failure())
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("3 requests failed in a row")
        .hasMessageContaining("run apply again");
    answered(null);
    assertThat(sent).as("nothing leaves any more").isEqualTo(3);
  }

  /** What answers is there, be it to say no. */
  @Test
  void anAnswerBetweenFailuresBeginsTheCountAnew() {
    for (int i = 0; i < 3; i++) {
      answered(Kind.FAILED);
      answered(Kind.FAILED);
      answered(i % 2 == 0 ? null : Kind.REFUSED);
    }
    assertThat(control.going()).isTrue();
  }

  @Test
  void aFullStoreEndsTheRunAtOnce() {
    answered(Kind.FULL);
    assertThat(control.failure()).isInstanceOf(StocktakeException.class).hasMessage("FULL");
  }

  /** A request that the run's own end kept from leaving says nothing of the store. */
  @Test
  void whatWasCancelledIsNoFailure() {
    for (int i = 0; i < 5; i++) {
      ended(new RunCancelledException());
    }
    assertThat(control.failure()).isNull();
  }

  @Test
  void afterItsEndTheRunSendsNothing() {
    control.close();
    CompletableFuture<?> late = breaker.keepsVersions();
    assertThatThrownBy(late::join).hasCauseInstanceOf(RunCancelledException.class);
    answered(null);
    assertThat(sent).isZero();
  }

  /** A request, and how it ends; null is well. */
  private void answered(Kind kind) {
    ended(kind == null ? null : new StoreException(kind, kind.toString()));
  }

  private void ended(Exception failure) {
    Supplier<CompletableFuture<Boolean>> request =
        () -> {
          sent++;
          return failure == null
              ? CompletableFuture.completedFuture(true)
              : CompletableFuture.failedFuture(failure);
        };
    assertThat(breaker.around(0, request)).isDone();
  }
}
