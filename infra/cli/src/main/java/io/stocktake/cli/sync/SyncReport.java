package io.stocktake.cli.sync;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.SnapshotState;
import io.stocktake.executor.Undo;
import io.stocktake.executor.journal.status.PlanStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the parts of a sync. It balances: {@link #planned} is the sum of the outcomes and
 * of what is left. Used by one thread at a time.
 */
public final class SyncReport {
  private final Map<Outcome, OutcomeCounts.Count> outcomes =
      new EnumMap<>(new OutcomeCounts().counts());
  private final List<Path> unfinished = new ArrayList<>();
  private final List<Path> undos = new ArrayList<>();
  private SnapshotState snapshot = SnapshotState.NONE;
  private int parts;
  private long planned;
  private long left;
  private long requests;
  private long bytesSent;
  private long bytesSaved;

  /** Adds a part that was carried out, or stopped. */
  public void add(Path part, RunReport report) {
    requests += report.requests();
    bytesSent += report.bytesSent();
    bytesSaved += report.bytesSaved();
    add(part, report.planned(), report.left(), report.outcomes(), report.undo());
    add(part, report.snapshot());
  }

  /** Adds a part as its journal tells of it. */
  public void add(Path part, PlanStatus status) {
    add(part, status.planned(), status.left(), status.outcomes(), status.undo());
  }

  private void add(
      Path part, long rows, long open, Map<Outcome, OutcomeCounts.Count> ended, Undo undo) {
    parts++;
    planned += rows;
    left += open;
    long settled = 0;
    for (Map.Entry<Outcome, OutcomeCounts.Count> entry : ended.entrySet()) {
      outcomes.merge(
          entry.getKey(),
          entry.getValue(),
          (a, b) -> new OutcomeCounts.Count(a.rows() + b.rows(), a.bytes() + b.bytes()));
      settled += entry.getKey().settled() ? entry.getValue().rows() : 0;
    }
    if (settled < rows || undo.isOwed()) {
      unfinished.add(part);
    }
    undo.plan().ifPresent(plan -> undos.add(0, plan));
  }

  /** Adds the state of the snapshot, which the last part tells. */
  public void add(Path part, SnapshotState state) {
    snapshot = state.isWanted() ? state : snapshot;
    if (state.isOwed() && !unfinished.contains(part)) {
      unfinished.add(part);
    }
  }

  /** Whether there is a snapshot of what the source was. */
  public SnapshotState snapshot() {
    return snapshot;
  }

  /** Parts. */
  public int parts() {
    return parts;
  }

  /** Rows that ask for an action. */
  public long planned() {
    return planned;
  }

  /** Rows without an outcome. */
  public long left() {
    return left;
  }

  /** Rows and bytes by outcome; every outcome has an entry. */
  public Map<Outcome, OutcomeCounts.Count> outcomes() {
    return outcomes;
  }

  /** Requests made. */
  public long requests() {
    return requests;
  }

  /** Bytes of bodies sent that the store took. */
  public long bytesSent() {
    return bytesSent;
  }

  /** Bytes that were copied from objects instead of sent. */
  public long bytesSaved() {
    return bytesSaved;
  }

  /** The undo plans of parts, in the order that they are to be applied in: the last first. */
  public List<Path> undos() {
    return undos;
  }

  /** Parts that {@code apply} may do more of, their undo plan and snapshot included. */
  public List<Path> unfinished() {
    return unfinished;
  }

  /** Whether every row of every part so far was done, now or before. */
  public boolean endedWell() {
    return outcomes.get(Outcome.DONE).rows() + outcomes.get(Outcome.ALREADY_DONE).rows() == planned;
  }
}
