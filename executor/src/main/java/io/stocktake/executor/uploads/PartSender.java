package io.stocktake.executor.uploads;

import io.stocktake.executor.Result;
import io.stocktake.executor.files.PlannedFiles;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.SentPart;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.Written;
import io.stocktake.executor.writes.Failures;
import io.stocktake.executor.writes.Goal;
import io.stocktake.executor.writes.GuardedWrite;
import io.stocktake.executor.writes.PartsInFlight;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Sends the parts of one upload, each checked and written down, and makes its object of them. */
final class PartSender {
  private final PlanRow row;
  private final long ordinal;
  private final UnfinishedUpload upload;
  private final ObjectStore store;
  private final Journal journal;
  private final PartsInFlight parts = new PartsInFlight();

  PartSender(
      PlanRow row, long ordinal, UnfinishedUpload upload, ObjectStore store, Journal journal) {
    this.row = row;
    this.ordinal = ordinal;
    this.upload = upload;
    this.store = store;
    this.journal = journal;
  }

  PartsInFlight parts() {
    return parts;
  }

  /** Whether the store has a part from an earlier run that was read from this state of the file. */
  boolean has(int number, String stamp) {
    return upload.isOf(stamp) && arrived(number, upload.parts().get(number));
  }

  /** Whether the store has these very bytes as a part from an earlier run. */
  boolean has(int number, ETag digest) {
    SentPart before = upload.parts().get(number);
    return before != null && before.digest().equals(digest) && arrived(number, before);
  }

  private boolean arrived(int number, SentPart part) {
    if (part != null) {
      parts.arrived(number, part);
    }
    return part != null;
  }

  /** Sends a part. */
  CompletableFuture<Void> send(int number, ByteBuffer body, ETag digest) {
    return store
        .part(row.key(), upload.id(), number, body, digest.digest())
        .thenCompose(written -> check(number, digest, written));
  }

  /** Copies a range of an object as a part; fails if that is not what the digest says. */
  CompletableFuture<Void> copy(
      int number, CopySource source, long offset, long length, ETag digest) {
    return store
        .copyPart(row.key(), upload.id(), number, source, offset, length)
        .thenCompose(written -> check(number, digest, written));
  }

  private CompletableFuture<Void> check(int number, ETag digest, Written written) {
    if (!Goal.agree(written, digest)) {
      return CompletableFuture.failedFuture(
          new StoreException(
              Kind.FAILED, "the store answered part " + number + " with another digest"));
    }
    SentPart part = new SentPart(digest, written.etag());
    parts.arrived(number, part);
    return journal.part(ordinal, number, part);
  }

  /** Makes the object once all parts have ended, unless one has failed or {@code trouble} is. */
  CompletableFuture<Result> complete(PlannedFiles.Planned file, Throwable trouble) {
    return Futures.then(
        parts.all(trouble),
        (all, failure) -> failure == null ? complete(file) : Failures.asResult(failure));
  }

  /** The file must still be the planned one after its last byte was read. */
  private CompletableFuture<Result> complete(PlannedFiles.Planned file) {
    try {
      file.checkAgain();
    } catch (IOException e) {
      return Failures.asResult(PlannedFiles.explain(e));
    }
    Goal goal = Goal.object(parts.expected(), row.size());
    return GuardedWrite.ofUpload(store, row, goal, () -> complete(goal)).send();
  }

  private CompletableFuture<Result> complete(Goal goal) {
    return store
        .complete(row.key(), upload.id(), parts.answers(), row.guard())
        .thenApply(goal::judge);
  }
}
