package io.stocktake.executor.journal.status;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.SnapshotRecord;
import io.stocktake.executor.Undo;
import io.stocktake.executor.journal.JobCheckpoint;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.JournalRecord.Ended;
import io.stocktake.executor.journal.JournalReplay;
import io.stocktake.executor.journal.RowStates;
import io.stocktake.executor.journal.UndoRecord;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The status of a plan, read from its journal without a lock, while a run may be writing it. */
public final class PlanStatus {
  private final Path file;
  private final RowStates states;
  private final List<JobCheckpoint> jobs;
  private final Undo undo;
  private final Optional<SnapshotRecord> snapshot;
  private final OutcomeCounts counts = new OutcomeCounts();
  private final long goodBytes;
  private long planned;
  private long left;
  private long inDoubt;

  /** Takes rows that did not go as planned. */
  @FunctionalInterface
  public interface ResultVisitor {
    /**
     * Takes one row.
     *
     * @param ordinal the row's number in the plan
     * @param key its key
     * @param result what came of it; drifted, failed, unknown or skipped
     * @return whether to go on
     */
    boolean accept(long ordinal, String key, RowResult result) throws IOException;
  }

  /**
   * Takes rows that ask for an action.
   *
   * @param <R> rows of a plan of one kind
   */
  @FunctionalInterface
  public interface RowSink<R> {
    /** Takes one row, with what came of it so far. */
    void row(R row, Optional<Outcome> outcome) throws IOException;
  }

  private PlanStatus(Path file, JournalReplay replay, Undo undo) {
    this.file = file;
    this.goodBytes = replay.goodBytes();
    this.states = replay.states();
    this.undo = undo;
    this.snapshot = replay.snapshot();
    this.jobs = List.copyOf(replay.jobs().values());
  }

  /** Reads the plan and its journal; a plan without a journal was never applied. */
  public static PlanStatus read(PlanBundle bundle) throws IOException {
    return read(bundle, (row, outcome) -> {});
  }

  /** As {@link #read(PlanBundle)}, telling each row in passing. */
  public static PlanStatus read(PlanBundle bundle, RowSink<PlanRow> sink) throws IOException {
    Path file = bundle.directory().resolve(Journal.FILE);
    JournalReplay replay = JournalReplay.of(bundle, file);
    PlanStatus status =
        new PlanStatus(file, replay, UndoRecord.undo(bundle, replay.undo(), replay.changed()));
    bundle.rows(
        (ordinal, row) -> {
          if (row.action() != Action.NONE) {
            status.count(ordinal, row.size());
            sink.row(row, status.states.outcome(ordinal));
          }
          return true;
        });
    return status;
  }

  /** Reads a restore plan and its journal; there is no undo plan for what is done locally. */
  public static PlanStatus read(RestoreBundle bundle) throws IOException {
    return read(bundle, (row, outcome) -> {});
  }

  /** As {@link #read(RestoreBundle)}, telling each row in passing. */
  public static PlanStatus read(RestoreBundle bundle, RowSink<RestoreRow> sink) throws IOException {
    Path file = bundle.directory().resolve(Journal.FILE);
    PlanStatus status =
        new PlanStatus(
            file,
            JournalReplay.of(bundle, file),
            new Undo(Undo.State.NOT_NEEDED, Optional.empty()));
    bundle.rows(
        (ordinal, row) -> {
          if (row.action() != RestoreAction.NONE) {
            status.count(ordinal, row.size());
            sink.row(row, status.states.outcome(ordinal));
          }
          return true;
        });
    return status;
  }

  /** Whether an apply of this plan ever began. */
  public boolean begun() {
    return Files.exists(file);
  }

  /** Whether the journal could be read to its end, which while a run writes it may be torn. */
  public boolean isWhole() throws IOException {
    return !begun() || Files.size(file) == goodBytes;
  }

  /** Rows that ask for an action: the sum of the outcomes and of what is left. */
  public long planned() {
    return planned;
  }

  /** Rows and bytes by outcome; every outcome has an entry. */
  public Map<Outcome, OutcomeCounts.Count> outcomes() {
    return counts.counts();
  }

  /** Whether every row was done. */
  public boolean done() {
    Map<Outcome, OutcomeCounts.Count> outcomes = outcomes();
    return outcomes.get(Outcome.DONE).rows() + outcomes.get(Outcome.ALREADY_DONE).rows() == planned;
  }

  /** Rows without an outcome. */
  public long left() {
    return left;
  }

  /** Of those, rows whose request is on its way, or was when the run ended. */
  public long inDoubt() {
    return inDoubt;
  }

  /** The jobs that were begun, as far as the journal knows them. */
  public List<JobCheckpoint> jobs() {
    return jobs;
  }

  /** Whether there is a way back from what was done. */
  public Undo undo() {
    return undo;
  }

  /** The snapshot that was sealed last. */
  public Optional<SnapshotRecord> snapshot() {
    return snapshot;
  }

  /** Visits the rows that did not go as planned, each once, newest first. */
  public void notDone(ResultVisitor sink) throws IOException {
    if (!begun()) {
      return;
    }
    RowStates untold = states.copy();
    BackwardReader.read(
        file,
        record ->
            !(record instanceof Ended ended) || ended.key().isEmpty() || tell(ended, untold, sink));
  }

  private static boolean tell(Ended ended, RowStates untold, ResultVisitor sink)
      throws IOException {
    Outcome outcome = untold.outcome(ended.ordinal()).orElse(null);
    if (outcome != ended.result().outcome()) {
      return true;
    }
    untold.clear(ended.ordinal());
    return sink.accept(ended.ordinal(), ended.key(), ended.result());
  }

  private void count(long ordinal, long size) {
    planned++;
    states.outcome(ordinal).ifPresent(outcome -> counts.add(outcome, size));
    if (states.outcome(ordinal).isEmpty()) {
      left++;
      inDoubt += states.isIntended(ordinal) ? 1 : 0;
    }
  }
}
