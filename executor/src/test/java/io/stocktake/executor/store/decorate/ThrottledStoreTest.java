package io.stocktake.executor.store.decorate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.testing.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A store that takes one request at a time; what had to wait is sent when the test says so. */
class ThrottledStoreTest {
  private final RunControl control = new RunControl(Duration.ofSeconds(1));
  private final RequestThrottle throttle = RequestThrottle.free(1);
  private final List<Runnable> senders = new ArrayList<>();
  private final ThrottledStore throttled =
      new ThrottledStore(new MemoryStore(), control, throttle, senders::add);
  private final CompletableFuture<String> first = new CompletableFuture<>();
  private int sent;

  @Test
  void aRequestWaitsForThoseBeforeItAndLeavesOnAThreadOfOurs() {
    CompletableFuture<String> one = send(first);
    CompletableFuture<String> two = send(CompletableFuture.completedFuture("two"));
    assertThat(sent).isEqualTo(1);

    first.complete("one");

    assertThat(one).isCompletedWithValue("one");
    assertThat(sent).as("the thread of the answer sends nothing").isEqualTo(1);
    senders.remove(0).run();
    assertThat(two).isCompletedWithValue("two");
  }

  @Test
  void aRequestThatWaitedIsNotSentAfterTheEndOfTheRun() {
    CompletableFuture<String> one = send(first);
    CompletableFuture<String> two = send(CompletableFuture.completedFuture("two"));
    first.complete("one");
    control.close();
    senders.remove(0).run();

    assertThat(one).isCompletedWithValue("one");
    assertThatThrownBy(two::join).hasCauseInstanceOf(RunCancelledException.class);
    assertThat(sent).isEqualTo(1);
    assertThat(throttle.request(0)).as("its permit is free").isDone();
  }

  @Test
  void aRequestThatCannotEvenBeginGivesItsPermitBack() {
    CompletableFuture<String> one =
        throttled.around(
            0,
            () -> {
              throw new IllegalStateException("no");
            });
    assertThat(one).isCompletedExceptionally();
    assertThat(throttle.request(0)).isDone();
  }

  private CompletableFuture<String> send(CompletableFuture<String> answer) {
    return throttled.around(
        0,
        () -> {
          sent++;
          return answer;
        });
  }
}
