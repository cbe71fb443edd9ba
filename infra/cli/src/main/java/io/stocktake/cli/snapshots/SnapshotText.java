package io.stocktake.cli.snapshots;

import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.SnapshotRecord;
import io.stocktake.executor.SnapshotState;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.snapshot.SnapshotSealer;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The snapshot of a plan in the output of commands; nothing of a plan that asks for none. */
public final class SnapshotText {
  private SnapshotText() {}

  /** The state of a plan's snapshot, as journals tell it. */
  public static SnapshotState state(PlanBundle bundle, PlanStatus status) throws IOException {
    boolean wanted = !bundle.plan().catalogue().isEmpty();
    long done = wanted ? SnapshotSealer.done(SyncDirectory.partsOf(bundle)) : 0;
    return SnapshotRecord.state(bundle, status.snapshot(), done);
  }

  /** Says in one line whether the snapshot is sealed. */
  public static void print(Screen screen, SnapshotState snapshot) {
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

  /** Its member in JSON, if there is one. */
  public static Map<String, Object> json(SnapshotState snapshot) {
    if (!snapshot.isWanted()) {
      return Map.of();
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("state", snapshot.state().code());
    json.put("id", snapshot.id());
    json.put("notStored", snapshot.notStored());
    return Map.of("snapshot", json);
  }
}
