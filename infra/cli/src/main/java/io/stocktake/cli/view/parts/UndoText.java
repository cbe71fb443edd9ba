package io.stocktake.cli.view.parts;

import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.Undo;

/** The undo plan in the text of commands. */
public final class UndoText {
  private UndoText() {}

  /** As {@link #print}, also where a plan that was begun has nothing to take back. */
  public static void status(Screen screen, boolean begun, UndoView undo) {
    if (begun && undo.state() == Undo.State.NOT_NEEDED) {
      screen.line("No undo plan is needed: nothing was overwritten or deleted.");
    }
    print(screen, undo);
  }

  /** Says how to take back what was done, or why that cannot be. */
  public static void print(Screen screen, UndoView undo) {
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
