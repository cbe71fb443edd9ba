package io.stocktake.executor.testing;

import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.direct.DirectOptions.FailurePolicy;
import io.stocktake.executor.direct.DirectOptions.InFlight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The options of {@link TestPlan}, with one thing changed. */
public final class DirectOptionsFixture {
  private static final DirectOptions BASE = TestPlan.OPTIONS;

  private DirectOptionsFixture() {}

  public static DirectOptions inFlight(int requests, long bytes) {
    return new DirectOptions(
        new InFlight(requests, bytes),
        BASE.multipart(),
        BASE.failures(),
        BASE.signatures(),
        BASE.undo());
  }

  public static DirectOptions givingUpAfter(int failures) {
    return failures(new FailurePolicy(BASE.failures().stopGrace(), failures));
  }

  public static DirectOptions stopGrace(Duration grace) {
    return failures(new FailurePolicy(grace, BASE.failures().giveUpAfter()));
  }

  public static DirectOptions signatures(Path directory) {
    return new DirectOptions(
        BASE.inFlight(), BASE.multipart(), BASE.failures(), Optional.of(directory), BASE.undo());
  }

  public static DirectOptions withoutUndo() {
    return new DirectOptions(
        BASE.inFlight(), BASE.multipart(), BASE.failures(), BASE.signatures(), false);
  }

  private static DirectOptions failures(FailurePolicy failures) {
    return new DirectOptions(
        BASE.inFlight(), BASE.multipart(), failures, BASE.signatures(), BASE.undo());
  }
}
