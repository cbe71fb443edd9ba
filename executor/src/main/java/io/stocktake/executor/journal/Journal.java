package io.stocktake.executor.journal;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.SnapshotRecord;
import io.stocktake.executor.Undo;
import io.stocktake.executor.control.RunLock;
import io.stocktake.executor.files.PlainContent;
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
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.SealedRows;
import io.stocktake.manifests.content.ProvenContent;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.io.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/**
 * The append-only journal of one plan, open for one run. A completed future means that the record
 * is on disk. A crash leaves at most a torn last line, which the next run cuts off.
 */
public final class Journal implements Closeable {
  /** Name of the file in the plan's directory. */
  public static final String FILE = "journal.log";

  private final SealedRows bundle;
  private final Path file;
  private final RunLock lock;
  private final RowStates states;
  private final Map<Long, UnfinishedUpload> uploads;
  private final Map<Integer, JobCheckpoint> jobs;
  private final GroupCommit log;
  private volatile Optional<UndoRecord> undo;
  private volatile boolean changed;
  private volatile Optional<SnapshotRecord> snapshot;

  private Journal(
      SealedRows bundle, Path file, RunLock lock, JournalReplay replay, AppendFile appendFile) {
    this.bundle = bundle;
    this.file = file;
    this.undo = replay.undo();
    this.changed = replay.changed();
    this.snapshot = replay.snapshot();
    this.lock = lock;
    this.states = replay.states();
    this.uploads = new ConcurrentHashMap<>(replay.uploads());
    this.jobs = new ConcurrentSkipListMap<>(replay.jobs());
    this.log = new GroupCommit(appendFile);
  }

  /**
   * Opens a plan's journal, or begins it, and keeps every other run of the plan out.
   *
   * @throws StocktakeException of kind REFUSED if another run has it open or it belongs to another
   *     plan
   */
  public static Journal open(SealedRows bundle) throws IOException {
    return open(bundle, UnaryOperator.identity());
  }

  /** As {@link #open(SealedRows)}, with something between the journal and its file. */
  static Journal open(SealedRows bundle, UnaryOperator<AppendFile> between) throws IOException {
    Path file = bundle.directory().resolve(FILE);
    RunLock lock = RunLock.take(bundle.directory());
    FileChannel channel = null;
    try {
      channel = openFile(file);
      JournalReplay replay = JournalReplay.of(bundle, file);
      channel.truncate(replay.goodBytes());
      channel.position(replay.goodBytes());
      Journal journal =
          new Journal(bundle, file, lock, replay, between.apply(AppendFile.of(channel)));
      if (!replay.opened()) {
        journal.begin();
      }
      return journal;
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      lock.close();
      throw e;
    }
  }

  /** The outcome the row had in this run or an earlier one. */
  public Optional<Outcome> outcome(long ordinal) {
    return states.outcome(ordinal);
  }

  /** Rows that this run and earlier ones have settled. */
  public long settled() {
    return states.settled();
  }

  /** Rows that are as the plan wants them. */
  public long done() {
    return states.done();
  }

  /** Whether a request of the row may have been sent whose outcome is not journaled. */
  public boolean inDoubt(long ordinal) {
    return states.isIntended(ordinal) || outcome(ordinal).equals(Optional.of(Outcome.UNKNOWN));
  }

  /** The row's open multipart upload, as far as is known. */
  public Optional<UnfinishedUpload> unfinished(long ordinal) {
    return Optional.ofNullable(uploads.get(ordinal));
  }

  /** The last step of a job, by its number in the plan, if it had any. */
  public Optional<JobCheckpoint> job(int number) {
    return Optional.ofNullable(jobs.get(number));
  }

  /** The jobs that had any step. */
  public List<JobCheckpoint> jobs() {
    return List.copyOf(jobs.values());
  }

  /** Records a step of a job. */
  public CompletableFuture<Void> job(JobCheckpoint mark) {
    return append(new Batch(mark)).thenRun(() -> jobs.put(mark.number(), mark));
  }

  /** Records the intent: a request of the row is about to be sent. */
  public CompletableFuture<Void> intent(long ordinal) {
    return append(new Intent(ordinal)).thenRun(() -> states.intended(ordinal));
  }

  /**
   * Records what an encrypted file is, and the ETag of the object that is about to be written; to
   * be called after the intent, and before the request.
   */
  public CompletableFuture<Void> encrypted(
      long ordinal, ObjectKey key, ETag etag, PlainContent plain) {
    states.encrypted(ordinal, etag);
    return append(new Encrypted(ordinal, key.value(), etag, plain.md5(), plain.stamp()));
  }

  /** Whether a request of the row, of any run, may have written an object of this ETag. */
  public boolean mayHaveSent(long ordinal, ETag etag) {
    return states.mayHaveSent(ordinal, etag);
  }

  /** Records that the row has a multipart upload open, without parts yet. */
  public CompletableFuture<UnfinishedUpload> upload(
      long ordinal, String id, long partSize, String stamp) {
    UnfinishedUpload upload = UnfinishedUpload.begun(id, partSize, stamp);
    return append(new Upload(ordinal, id, partSize, stamp))
        .thenApply(
            noted -> {
              uploads.put(ordinal, upload);
              return upload;
            });
  }

  /** Records that the store has a part of the row's upload, numbered from 1. */
  public CompletableFuture<Void> part(long ordinal, int number, UploadedPart part) {
    return append(new Part(ordinal, number, part))
        .thenRun(() -> unfinished(ordinal).ifPresent(upload -> upload.parts().put(number, part)));
  }

  /** Records that the row has no multipart upload open any more. */
  public CompletableFuture<Void> noUpload(long ordinal) {
    return append(Upload.none(ordinal)).thenRun(() -> uploads.remove(ordinal));
  }

  /** Records what proves the content that a row restores, which its object's ETag does not tell. */
  public CompletableFuture<Void> content(long ordinal, ProvenContent proof) {
    return append(new Content(ordinal, proof));
  }

  /** Records the outcome of a row that writes an object. */
  public CompletableFuture<Void> ended(long ordinal, ObjectKey key, RowResult result) {
    return ended(ordinal, key.value(), result);
  }

  /**
   * Records the row's outcome.
   *
   * @param name its key, or its path below the target of a restore
   */
  public CompletableFuture<Void> ended(long ordinal, String name, RowResult result) {
    boolean asPlanned =
        result.outcome() == Outcome.DONE || result.outcome() == Outcome.ALREADY_DONE;
    return hidden(ordinal, name, result)
        .thenCompose(noted -> append(new Ended(ordinal, result, asPlanned ? "" : name)))
        .thenRun(() -> settle(ordinal, result));
  }

  private void settle(long ordinal, RowResult result) {
    states.ended(ordinal, result.outcome());
    if (result.mayHaveWritten()) {
      changed = true;
    }
    if (result.outcome() == Outcome.DONE) {
      uploads.remove(ordinal);
    }
  }

  /** Whether the plan, which this is the journal of, has an undo plan. */
  public Undo undo(PlanBundle plan) {
    return UndoRecord.undo(plan, undo, changed);
  }

  /** Records the state of the undo plan, when nothing else is written. */
  public CompletableFuture<Void> undo(UndoRecord mark) {
    return append(new Undone(mark))
        .thenRun(
            () -> {
              undo = Optional.of(mark);
              changed = false;
            });
  }

  /** The snapshot that was sealed last. */
  public Optional<SnapshotRecord> snapshot() {
    return snapshot;
  }

  /** Records that a snapshot was sealed, when nothing else is written. */
  public CompletableFuture<Void> snapshot(SnapshotRecord mark) {
    return append(new Snapshotted(mark)).thenRun(() -> snapshot = Optional.of(mark));
  }

  /** Records an upload with all its parts, as another journal has it. */
  public CompletableFuture<Void> unfinished(long ordinal, UnfinishedUpload upload) {
    List<CompletableFuture<?>> notes = new ArrayList<>();
    notes.add(upload(ordinal, upload.id(), upload.partSize(), upload.stamp()));
    upload.parts().forEach((number, part) -> notes.add(part(ordinal, number, part)));
    return CompletableFuture.allOf(notes.toArray(CompletableFuture[]::new));
  }

  /** How many multipart uploads are open. */
  public int unfinished() {
    return uploads.size();
  }

  /** Records first what cannot be found out later. */
  private CompletableFuture<Void> hidden(long ordinal, String name, RowResult result) {
    return result.sent().isPresent() && result.etag().isPresent()
        ? append(new Hidden(ordinal, name, result.etag().get(), result.sent().get()))
        : CompletableFuture.completedFuture(null);
  }

  /** Writes what waits, and takes no more; other runs are still kept out. */
  public void end() throws IOException {
    log.close();
  }

  @Override
  public void close() throws IOException {
    try {
      log.close();
    } finally {
      lock.close();
    }
  }

  private CompletableFuture<Void> append(JournalRecord record) {
    return log.append(JournalLine.encode(record))
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(cannotWrite(file, failure)));
  }

  /** The first record, and the file's name in its directory, must outlive a power cut too. */
  private void begin() throws IOException {
    try {
      append(new Opened(bundle.digest(), bundle.rowCount())).join();
      FileTrees.force(bundle.directory());
    } catch (CompletionException e) {
      close();
      throw cannotWrite(file, e.getCause());
    }
  }

  private static FileChannel openFile(Path file) throws IOException {
    try {
      return PrivateFiles.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private static StocktakeException cannotWrite(Path file, Throwable cause) {
    if (cause instanceof StocktakeException known) {
      return known;
    }
    return StocktakeException.environment(
        "cannot write the journal "
            + file
            + " ("
            + cause.getMessage()
            + "); the run stops, for without a journal nothing may be sent:"
            + " free some disk space or fix the permissions, then run apply again",
        cause);
  }
}
