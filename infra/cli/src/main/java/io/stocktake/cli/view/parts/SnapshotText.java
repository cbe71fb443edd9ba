package io.stocktake.cli.view.parts;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import java.util.Optional;

/** The snapshot of a plan in the text of commands; nothing of a plan that asks for none. */
public final class SnapshotText {
  private SnapshotText() {}

  /** Says in one line whether the snapshot is sealed. */
  public static void print(Screen screen, Optional<SnapshotView> snapshot) {
    snapshot.ifPresent(one -> print(screen, one));
  }

  private static void print(Screen screen, SnapshotView snapshot) {
    switch (snapshot.state()) {
      case SEALED -> screen.line("Snapshot sealed: " + snapshot.id());
      case PARTIAL ->
          screen.line(
              "Snapshot sealed as partial: %s (%s)",
              snapshot.id(),
              snapshot.notStored() > 0
                  ? NumberFormat.count(snapshot.notStored(), "file") + " not stored"
                  : "part of the source was not seen");
      case OWED -> screen.line("The snapshot is missing; the next apply of the plan seals it.");
      case NONE -> {
        // The plan has no catalogue.
      }
    }
  }
}
