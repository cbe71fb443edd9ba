package io.stocktake.cli.view.run;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import io.stocktake.cli.view.jobs.JobText;
import io.stocktake.cli.view.jobs.JobView;
import io.stocktake.cli.view.parts.OutcomeText;
import io.stocktake.cli.view.parts.ProblemText;
import io.stocktake.cli.view.parts.SnapshotText;
import io.stocktake.cli.view.parts.UndoText;
import io.stocktake.executor.batch.JobStatus;
import io.stocktake.executor.journal.status.PlanStatus;
import java.io.IOException;
import java.util.Optional;

/** The state of a plan, with the rows that were not done, as people read it. */
public final class StatusText implements TextRenderer<StatusView> {
  private final Screen screen;
  private final PlanStatus status;
  private final long limit;

  /**
   * A text on this screen.
   *
   * @param status knows the rows that were not done
   * @param limit how many of them are printed at most; 0 for all
   */
  public StatusText(Screen screen, PlanStatus status, long limit) {
    this.screen = screen;
    this.status = status;
    this.limit = limit;
  }

  @Override
  public void print(StatusView view) throws IOException {
    progress("Plan", view.progress());
    UndoText.status(screen, view.progress().begun(), view.undo());
    SnapshotText.print(screen, view.snapshot());
    JobStatus.list(view.bundle(), Optional.empty()).stream()
        .map(JobView::of)
        .forEach(new JobText(screen)::print);
    notDone();
    ProblemText.missed(screen, view.problems());
  }

  /**
   * Prints how far a plan is.
   *
   * @param kind what it is called
   */
  public void progress(String kind, ProgressView view) {
    screen.line(
        "%s %s: %s%s",
        kind,
        view.directory(),
        NumberFormat.count(view.rows().planned(), "row"),
        view.begun() ? "" : "; never applied");
    OutcomeText.print(screen, view.rows(), view.reasons());
    if (view.inDoubt() > 0) {
      screen.line(
          "  %s under way or interrupted; apply checks them first.",
          NumberFormat.count(view.inDoubt(), "row"));
    }
  }

  /** Prints the newest rows that were not done. */
  public void notDone() throws IOException {
    long[] shown = {0};
    status.notDone(
        (ordinal, key, result) -> {
          screen.line(
              "  %-8s %s  (%s)",
              result.outcome().code(), Printable.of(key), Printable.of(result.detail()));
          shown[0]++;
          return limit == 0 || shown[0] < limit;
        });
    if (limit > 0 && shown[0] == limit) {
      screen.note("(the newest " + NumberFormat.count(limit, "row") + "; --limit 0 prints all)");
    }
  }
}
