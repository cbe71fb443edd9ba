package io.stocktake.cli.view.jobs;

import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import io.stocktake.manifests.S3Location;

/** A completion report, as people read it. */
public final class JobReportText implements TextRenderer<JobReportView> {
  private final Screen screen;

  /** A text on this screen. */
  public JobReportText(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void print(JobReportView view) {
    view.job().ifPresent(this::print);
    screen.line("Report %s", view.report());
    screen.line("  %,15d  succeeded", view.succeeded());
    for (JobReportView.Failure failure : view.failures()) {
      screen.line(
          "  %,15d  failed: %-9s  %s  %s%s",
          failure.rows(),
          failure.kind().code(),
          Printable.of(failure.code()),
          Printable.of(failure.message()),
          failure.otherMessages() ? "  (others have other messages: --rows)" : "");
    }
    if (view.unnamed() > 0) {
      screen.line(
          "  %,15d  ended, and not named: is it a report of failures only?", view.unnamed());
    }
    if (view.neverBegun() > 0) {
      screen.line("  %,15d  never begun", view.neverBegun());
    }
  }

  private void print(JobReportView.DescribedJob job) {
    screen.line(
        "Job %s  %s  %s",
        job.id(),
        job.operation().isEmpty() ? "an operation that is not known here" : job.operation(),
        Printable.of(job.inWords()));
    String place = job.manifest().map(S3Location::toString).orElse("not there yet");
    if (job.manifestGenerated()) {
      screen.line("  manifest, made by S3 itself: %s", Printable.of(place));
    } else if (job.manifest().isPresent()) {
      screen.line("  manifest: %s", Printable.of(place));
    }
  }
}
