package io.stocktake.cli.view;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.batch.JobStatus;
import java.util.List;

/** Jobs as {@code jobs}, {@code apply} and {@code status} show them. */
public final class JobText {
  private JobText() {}

  /** A line for each job. */
  public static void print(Screen screen, List<JobStatus> jobs) {
    for (JobStatus job : jobs) {
      String done =
          job.progress()
              .map(
                  p ->
                      NumberFormat.count(p.succeeded())
                          + " succeeded"
                          + (p.failed() == 0
                              ? ""
                              : ", " + NumberFormat.count(p.failed()) + " failed"))
              .orElse("");
      String line =
          String.format(
              java.util.Locale.ROOT,
              "  %s %-10s %,12d rows  %s%s  %s  %s%s",
              job.name(),
              job.state(),
              job.rows(),
              job.work(),
              job.canary() ? " (goes ahead)" : "",
              job.id(),
              done,
              job.detail().isEmpty() ? "" : "  " + job.detail());
      screen.line(line.stripTrailing());
    }
  }
}
