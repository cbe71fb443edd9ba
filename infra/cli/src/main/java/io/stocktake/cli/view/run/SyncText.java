package io.stocktake.cli.view.run;

import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import io.stocktake.cli.view.parts.OutcomeText;
import io.stocktake.cli.view.parts.ProblemText;
import io.stocktake.cli.view.parts.SnapshotText;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunProgress;
import io.stocktake.planner.request.PlanProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The result of a sync, as people read it. */
public final class SyncText implements TextRenderer<SyncView> {
  private static final int SHOWN = 10;

  private final Screen screen;
  private final String connection;

  /**
   * A text on this screen.
   *
   * @param connection what was said of the connection, for other commands to be given the same
   */
  public SyncText(Screen screen, String connection) {
    this.screen = screen;
    this.connection = connection;
  }

  /** How far a sync is, in one line. */
  public static String progress(PlanProgress plan, RunProgress applied) {
    return String.format(
        Locale.ROOT,
        "%s: %,d files, %,d rows; %,d of %,d sealed done, %s sent%s",
        plan.phase().sentence(),
        plan.files(),
        plan.rows(),
        applied.rows(),
        applied.rowsPlanned(),
        NumberFormat.bytes(applied.bytesSent()),
        applied.notAsPlanned() == 0
            ? ""
            : ", " + NumberFormat.count(applied.notAsPlanned()) + " not as planned");
  }

  @Override
  public void print(SyncView view) {
    screen.line(
        "%s walked, %s the same; %s in %s below %s",
        NumberFormat.count(view.files(), "file"),
        NumberFormat.count(view.same()),
        NumberFormat.count(view.rows().planned(), "row"),
        NumberFormat.count(view.parts(), "part"),
        view.directory());
    OutcomeText.print(screen, view.rows(), view.reasons());
    OutcomeText.sent(screen, view.traffic());
    if (view.complete()) {
      printLast(view);
    } else {
      screen.line(
          (view.stopped() ? "Interrupted" : "Failed")
              + " before all was planned: nothing was deleted. Sync again with a new --out for the"
              + " rest.");
    }
    unfinished(screen, view.unfinished(), connection);
    undo(screen, view.undos());
    SnapshotText.print(screen, view.snapshot());
    if (view.rows().rows(Outcome.DRIFTED) > 0) {
      screen.line(
          "Drifted rows were left untouched: file or object changed meanwhile. Sync again for them;"
              + " see: stocktake status "
              + view.directory());
    }
  }

  private void printLast(SyncView view) {
    if (view.last().undecided().orElseThrow() > 0) {
      screen.line(
          "  %s could not be decided; see: stocktake show %s --rows",
          NumberFormat.count(view.last().undecided().get(), "key"),
          new SyncDirectory(view.directory()).last());
    }
    if (view.last().problems().orElseThrow() > 0) {
      ProblemText.all(screen, view.last().kinds());
    }
    view.notes().forEach(screen::line);
  }

  /** Says how to do what parts have left. */
  static void unfinished(Screen screen, List<Path> parts, String connection) {
    parts.stream()
        .limit(SHOWN)
        .forEach(part -> screen.line("Not done yet: stocktake apply " + part + connection));
    if (parts.size() > SHOWN) {
      screen.line("... and %s more", NumberFormat.count(parts.size() - SHOWN, "part"));
    }
  }

  /** Says how to take back what parts did. */
  static void undo(Screen screen, List<Path> plans) {
    if (plans.isEmpty()) {
      return;
    }
    screen.line("To take it back, apply the parts' undo plans in this order:");
    plans.stream().limit(SHOWN).forEach(plan -> screen.line("  stocktake apply " + plan));
    if (plans.size() > SHOWN) {
      screen.line("  ... and %s more", NumberFormat.count(plans.size() - SHOWN, "part"));
    }
  }
}
