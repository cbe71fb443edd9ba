package io.stocktake.executor.journal;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.SnapshotRecord;
import io.stocktake.executor.journal.JournalRecord.Batch;
import io.stocktake.executor.journal.JournalRecord.Content;
import io.stocktake.executor.journal.JournalRecord.Encrypted;
import io.stocktake.executor.journal.JournalRecord.Ended;
import io.stocktake.executor.journal.JournalRecord.Hidden;
import io.stocktake.executor.journal.JournalRecord.Intent;
import io.stocktake.executor.journal.JournalRecord.Opened;
import io.stocktake.executor.journal.JournalRecord.Part;
import io.stocktake.executor.journal.JournalRecord.Snapshotted;
import io.stocktake.executor.journal.JournalRecord.Undone;
import io.stocktake.executor.journal.JournalRecord.Upload;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.SealedRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The replay of a journal, from its start to its last good record: the state of every row, upload
 * and job.
 */
public final class JournalReplay implements JournalReader.RecordConsumer {
  private static final String ADVICE =
      "; nothing was done: move the file away to start this plan anew; what is already done will"
          + " be recognised";

  private final SealedRows bundle;
  private final Path file;
  private final RowStates states;
  private final Map<Long, UnfinishedUpload> uploads = new HashMap<>();
  private final Map<Integer, JobCheckpoint> jobs = new TreeMap<>();
  private StocktakeException problem;
  private boolean opened;
  private long goodBytes;
  private UndoRecord undo;
  private boolean changed;
  private SnapshotRecord snapshot;

  private JournalReplay(SealedRows bundle, Path file) {
    this.bundle = bundle;
    this.file = file;
    this.states = new RowStates(bundle.rowCount());
  }

  /**
   * Reads the journal of a plan; one that does not exist says nothing.
   *
   * @throws StocktakeException of kind REFUSED if it belongs to another plan
   */
  public static JournalReplay of(SealedRows bundle, Path file) throws IOException {
    JournalReplay replay = new JournalReplay(bundle, file);
    if (Files.exists(file)) {
      replay.goodBytes = JournalReader.read(file, replay);
      replay.check();
    }
    return replay;
  }

  public RowStates states() {
    return states;
  }

  /** Multipart uploads that may still be open, by ordinal. */
  Map<Long, UnfinishedUpload> uploads() {
    return uploads;
  }

  /** The last step of each job, by number. */
  public Map<Integer, JobCheckpoint> jobs() {
    return jobs;
  }

  /** What was last written down of the undo plan. */
  public Optional<UndoRecord> undo() {
    return Optional.ofNullable(undo);
  }

  /** The snapshot that was sealed last. */
  public Optional<SnapshotRecord> snapshot() {
    return Optional.ofNullable(snapshot);
  }

  /** Whether rows were done after that of the undo plan. */
  public boolean changed() {
    return changed;
  }

  /** Whether the journal has its first record. */
  boolean opened() {
    return opened;
  }

  /** Length of the part of the file that is good. */
  public long goodBytes() {
    return goodBytes;
  }

  @Override
  public void take(JournalRecord record) {
    if (problem != null) {
      return;
    }
    if (!opened) {
      first(record);
    } else if (record instanceof Intent intent && states.has(intent.ordinal())) {
      states.intended(intent.ordinal());
    } else if (record instanceof Upload upload && states.has(upload.ordinal())) {
      remember(upload);
    } else if (record instanceof Part part && states.has(part.ordinal())) {
      remember(part);
    } else if (record instanceof Encrypted encrypted && states.has(encrypted.ordinal())) {
      states.encrypted(encrypted.ordinal(), encrypted.etag());
    } else if (record instanceof Ended ended && states.has(ended.ordinal())) {
      ended(ended.ordinal(), ended.result());
    } else if (record instanceof Batch batch) {
      jobs.put(batch.mark().number(), batch.mark());
    } else if (record instanceof Undone undone) {
      undo = undone.mark();
      changed = false;
    } else if (record instanceof Snapshotted sealed) {
      snapshot = sealed.mark();
    } else if (!isOfContent(record)) {
      problem = StocktakeException.refused(file + " names rows its plan does not have" + ADVICE);
    }
  }

  /** Tells of a row what no run of the plan needs to know. */
  private boolean isOfContent(JournalRecord record) {
    return (record instanceof Hidden hidden && states.has(hidden.ordinal()))
        || (record instanceof Content content && states.has(content.ordinal()));
  }

  private void remember(Upload upload) {
    if (upload.isNone()) {
      uploads.remove(upload.ordinal());
    } else {
      uploads.put(
          upload.ordinal(),
          UnfinishedUpload.begun(upload.uploadId(), upload.partSize(), upload.stamp()));
    }
  }

  /** A part that came after its upload's end belongs to none. */
  private void remember(Part part) {
    UnfinishedUpload upload = uploads.get(part.ordinal());
    if (upload != null) {
      upload.parts().put(part.number(), part.part());
    }
  }

  /** An upload that became its object is gone; any other is until the journal says so. */
  private void ended(long ordinal, RowResult result) {
    states.ended(ordinal, result.outcome());
    changed |= result.mayHaveWritten();
    if (result.outcome() == Outcome.DONE) {
      uploads.remove(ordinal);
    }
  }

  private void first(JournalRecord record) {
    opened = true;
    if (!(record instanceof Opened head)
        || !head.digest().equals(bundle.digest())
        || head.rows() != bundle.rowCount()) {
      problem = StocktakeException.refused(file + " is the journal of another plan" + ADVICE);
    }
  }

  /** A first line that is complete but not good was damaged later: it was forced before others. */
  private void check() throws IOException {
    if (problem != null) {
      throw problem;
    }
    if (!opened && startsWithLine()) {
      throw StocktakeException.refused(file + " is not a journal, or its head is damaged" + ADVICE);
    }
  }

  private boolean startsWithLine() throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(JournalLine.MAX_BYTES);
      for (byte b : head) {
        if (b == '\n') {
          return true;
        }
      }
      return false;
    }
  }
}
