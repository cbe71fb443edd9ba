package io.stocktake.cli.view.run;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import io.stocktake.cli.view.jobs.JobText;
import io.stocktake.cli.view.parts.OutcomeText;
import io.stocktake.cli.view.parts.ProblemText;
import io.stocktake.cli.view.parts.SnapshotText;
import io.stocktake.cli.view.parts.UndoText;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunProgress;
import io.stocktake.executor.batch.JobStatus;
import io.stocktake.manifests.S3Location;
import java.util.List;
import java.util.Locale;

/** The result of applying a plan, as people read it. */
public final class ApplyText implements TextRenderer<ApplyView> {
  private final Screen screen;

  /** A text on this screen. */
  public ApplyText(Screen screen) {
    this.screen = screen;
  }

  /** How far a run is, in one line. */
  public static String progress(RunProgress progress, List<JobStatus> jobs) {
    long tasks =
        jobs.stream()
            .flatMap(job -> job.progress().stream())
            .mapToLong(p -> p.succeeded() + p.failed())
            .sum();
    return String.format(
        Locale.ROOT,
        "%,d of %,d rows, %s of %s sent%s%s",
        progress.rows(),
        progress.rowsPlanned(),
        NumberFormat.bytes(progress.bytesSent()),
        NumberFormat.bytes(progress.bytesPlanned()),
        tasks == 0 ? "" : ", " + NumberFormat.count(tasks) + " tasks done in jobs",
        progress.notAsPlanned() == 0
            ? ""
            : ", " + NumberFormat.count(progress.notAsPlanned()) + " not as planned");
  }

  @Override
  public void print(ApplyView view) {
    screen.line("Applied %s: %s", view.directory(), view.sides());
    OutcomeText.print(screen, view.rows(), view.reasons());
    OutcomeText.sent(screen, view.traffic());
    if (view.stopped()) {
      screen.line("Interrupted. Resume with: stocktake apply " + view.directory());
    }
    view.notes().forEach(note -> screen.line("  " + note));
    if (view.unfinished() > 0) {
      S3Location destination = view.sides().destination();
      screen.line(
          "Incomplete multipart uploads: %s; the next apply resumes them. To abort them instead:"
              + " stocktake uploads abort s3://%s/%s --older-than 7d",
          NumberFormat.count(view.unfinished(), "upload"),
          destination.bucket(),
          destination.prefix());
    }
    UndoText.print(screen, view.undo());
    SnapshotText.print(screen, view.snapshot());
    view.residual()
        .ifPresent(
            residual ->
                screen.line("The rest is in a plan of its own: stocktake apply " + residual));
    if (view.rows().rows(Outcome.DRIFTED) > 0) {
      screen.line(
          "Drifted rows were left untouched: file or object changed since the plan."
              + " Make a new plan for them; see: stocktake status "
              + view.directory());
    }
    ProblemText.missed(screen, view.problems());
    view.jobs().forEach(new JobText(screen)::print);
  }
}
