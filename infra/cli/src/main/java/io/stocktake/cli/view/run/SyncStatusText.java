package io.stocktake.cli.view.run;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import io.stocktake.cli.view.parts.OutcomeText;
import io.stocktake.cli.view.parts.ProblemText;
import io.stocktake.cli.view.parts.SnapshotText;

/** The state of a sync, as people read it. */
public final class SyncStatusText implements TextRenderer<SyncStatusView> {
  private final Screen screen;

  /** A text on this screen. */
  public SyncStatusText(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void print(SyncStatusView view) {
    screen.line(
        "Sync %s: %s in %s%s",
        view.directory(),
        NumberFormat.count(view.rows().planned(), "row"),
        NumberFormat.count(view.parts(), "part"),
        view.complete() ? "" : "; the last part is not made yet");
    OutcomeText.print(screen, view.rows(), view.reasons());
    SyncText.unfinished(screen, view.unfinished(), "");
    ProblemText.missed(screen, view.problems());
    SyncText.undo(screen, view.undos());
    SnapshotText.print(screen, view.snapshot());
  }
}
