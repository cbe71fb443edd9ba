package io.stocktake.executor.uploads;

import io.stocktake.executor.Result;
import io.stocktake.executor.files.PartLayout;
import io.stocktake.executor.files.PlannedFiles;
import io.stocktake.executor.flow.Budget;
import io.stocktake.executor.flow.Budget.Lease;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.flow.HaltedException;
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
import io.stocktake.manifests.Digests;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One multipart upload that has begun: its parts, each checked, and the object made of them. Parts
 * that an earlier run sent are not sent again; they are not even read where the file's stamp shows
 * that it was not written to since.
 */
final class LargeUpload {
  private final PlannedFiles.Planned file;
  private final PlanRow row;
  private final PartLayout layout;
  private final long ordinal;
  private final UnfinishedUpload upload;
  private final ObjectStore store;
  private final Journal journal;
  private final Executor readers;
  private final PartsInFlight parts;

  LargeUpload(
      PlannedFiles.Planned file,
      PlanRow row,
      long ordinal,
      PartLayout layout,
      UnfinishedUpload upload,
      ObjectStore store,
      Journal journal,
      Executor readers) {
    this.file = file;
    this.row = row;
    this.ordinal = ordinal;
    this.layout = layout;
    this.upload = upload;
    this.store = store;
    this.journal = journal;
    this.readers = readers;
    this.parts = new PartsInFlight(layout.parts());
  }

  /**
   * Hands out the parts, waiting in this thread for room for each, and stops early once one has
   * failed.
   */
  CompletableFuture<Result> send(Budget budget) {
    Throwable halted = null;
    boolean unwritten = upload.isOf(file.stamp());
    try {
      for (int number = 1; number <= layout.parts() && !parts.failed(); number++) {
        SentPart before = upload.parts().get(number);
        if (before != null && unwritten) {
          parts.arrived(number, before);
        } else {
          begin(number, budget.acquire(layout.length(number)));
        }
      }
    } catch (HaltedException e) {
      halted = e;
    }
    return Futures.then(
        parts.all(halted),
        (all, failure) -> failure == null ? complete() : Failures.asResult(failure));
  }

  private void begin(int number, Lease lease) {
    parts.began();
    Futures.end(
        CompletableFuture.completedFuture(number).thenComposeAsync(this::readAndSend, readers),
        (sent, failure) -> {
          lease.close();
          parts.ended(failure == null ? null : Futures.cause(failure));
        });
  }

  private CompletableFuture<Void> readAndSend(int number) {
    ByteBuffer body = ByteBuffer.allocate(layout.length(number));
    try {
      file.read(body, layout.offset(number));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(PlannedFiles.explain(e));
    }
    MessageDigest md5 = Digests.md5();
    md5.update(body.duplicate());
    ETag digest = ETag.ofMd5(md5.digest());
    SentPart before = upload.parts().get(number);
    if (before != null && before.digest().equals(digest)) {
      parts.arrived(number, before);
      return CompletableFuture.completedFuture(null);
    }
    return store
        .part(row.key(), upload.id(), number, body, digest.digest())
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

  /** The file must still be the planned one after its last byte was read. */
  private CompletableFuture<Result> complete() {
    try {
      file.checkAgain();
    } catch (IOException e) {
      return Failures.asResult(PlannedFiles.explain(e));
    }
    Goal goal = Goal.object(parts.expected(), row.size());
    return new GuardedWrite(store, row, goal, false, () -> complete(goal)).send();
  }

  private CompletableFuture<Result> complete(Goal goal) {
    return store
        .complete(row.key(), upload.id(), parts.answers(), row.guard())
        .thenApply(goal::judge);
  }
}
