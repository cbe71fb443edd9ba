package io.stocktake.cli.snapshots;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.snapshot.Snapshot;

/** Snapshots as people read them. */
final class SnapshotsText {
  private final Screen screen;

  /** A text on this screen. */
  SnapshotsText(Screen screen) {
    this.screen = screen;
  }

  /** Prints a line for each. */
  void print(SnapshotsView view) {
    for (SnapshotDetails snapshot : view.snapshots()) {
      screen.line(
          "%s  %-5s  %10s  %s%s%s",
          snapshot.id(),
          snapshot.kind(),
          NumberFormat.bytes(snapshot.fileBytes()),
          NumberFormat.count(snapshot.files(), "file"),
          snapshot.partial() ? ", partial: " + missing(snapshot) : "",
          snapshot.tags().isEmpty() ? "" : "  [" + String.join(", ", snapshot.tags()) + "]");
    }
    for (SnapshotsView.Ignored ignored : view.ignored()) {
      screen.line("ignored: %s (%s)", ignored.id(), ignored.why());
    }
    screen.line(NumberFormat.count(view.snapshots().size(), "snapshot"));
  }

  /** Prints one at length. */
  void print(SnapshotDetails view) {
    Snapshot snapshot = view.snapshot();
    screen.line("Snapshot %s: %s in %s", view.id(), view.source(), view.destination());
    screen.line("  taken %s by %s, plan %s", view.taken(), snapshot.tool(), view.plan());
    screen.line(
        "  %s, %s in %s",
        NumberFormat.count(view.rows(), "row"),
        NumberFormat.bytes(view.fileBytes()),
        NumberFormat.count(view.files(), "file"));
    if (view.partial()) {
      screen.line("  partial: %s", missing(view));
    }
    screen.line(
        "  %s: %s in %s",
        snapshot.baseId().map(base -> "changes " + base).orElse("full"),
        NumberFormat.bytes(view.bytes()),
        NumberFormat.count(snapshot.parts().size() + snapshot.removed().size(), "part"));
    if (!view.tags().isEmpty()) {
      screen.line("  tags: %s", String.join(", ", view.tags()));
    }
  }

  private static String missing(SnapshotDetails view) {
    return view.notStored() > 0
        ? NumberFormat.count(view.notStored(), "file") + " not stored"
        : "part of the source was not seen";
  }
}
