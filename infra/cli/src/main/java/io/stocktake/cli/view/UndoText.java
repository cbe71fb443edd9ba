package io.stocktake.cli.view;

import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.Undo;
import io.stocktake.executor.journal.status.PlanStatus;

/** The undo plan in the output of commands. */
public final class UndoText {
  private UndoText() {}

  /** As {@link #print}, also where there is nothing to take back. */
  public static void status(Screen screen, PlanStatus status) {
    if (status.begun() && status.undo().state() == Undo.State.NOT_NEEDED) {
      screen.line("No undo plan is needed: nothing was overwritten or deleted.");
    }
    print(screen, status.undo());
  }

  /** Says how to take back what was done, or why that cannot be. */
  public static void print(Screen screen, Undo undo) {
    switch (undo.state()) {
      case WRITTEN -> screen.line("To take it back: stocktake apply " + undo.plan().orElseThrow());
      case OWED ->
          screen.line(
              "The undo plan is missing; the next apply of the plan writes it (or give --no-undo).");
      case DECLINED -> screen.line("No undo plan: --no-undo was given.");
      case NO_VERSIONS -> screen.line("No undo plan: the bucket keeps no versions.");
      case NOT_NEEDED -> {
        // Nothing was overwritten or deleted.
      }
    }
  }
}
