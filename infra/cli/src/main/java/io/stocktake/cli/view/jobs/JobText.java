package io.stocktake.cli.view.jobs;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import java.util.Locale;

/** A job of a plan in one line. */
public final class JobText implements TextRenderer<JobView> {
  private final Screen screen;

  /** A text on this screen. */
  public JobText(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void print(JobView job) {
    String line =
        String.format(
            Locale.ROOT,
            "  %s %-10s %,12d rows  %s%s  %s  %s%s",
            job.name(),
            job.state(),
            job.rows(),
            job.work(),
            job.canary() ? " (goes ahead)" : "",
            job.id(),
            job.succeeded().map(succeeded -> done(succeeded, job.failed().orElse(0L))).orElse(""),
            job.detail().isEmpty() ? "" : "  " + job.detail());
    screen.line(line.stripTrailing());
  }

  private static String done(long succeeded, long failed) {
    return NumberFormat.count(succeeded)
        + " succeeded"
        + (failed == 0 ? "" : ", " + NumberFormat.count(failed) + " failed");
  }
}
