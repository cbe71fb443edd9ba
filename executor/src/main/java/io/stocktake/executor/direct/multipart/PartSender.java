package io.stocktake.executor.direct.multipart;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.direct.guard.ConditionalWrite;
import io.stocktake.executor.direct.guard.DesiredState;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.files.PlainContent;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.journal.UploadedPart;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sends the parts of one multipart upload, each checked and journaled, and completes the upload.
 */
public final class PartSender {
  private final PlanRow row;
  private final long ordinal;
  private final UnfinishedUpload upload;
  private final ObjectStore store;
  private final Journal journal;
  private final WriteProtocol protocol;
  private final PartTracker parts = new PartTracker();

  PartSender(
      PlanRow row,
      long ordinal,
      UnfinishedUpload upload,
      ObjectStore store,
      Journal journal,
      WriteProtocol protocol) {
    this.row = row;
    this.ordinal = ordinal;
    this.upload = upload;
    this.store = store;
    this.journal = journal;
    this.protocol = protocol;
  }

  public PartTracker parts() {
    return parts;
  }

  /** Whether the store has a part from an earlier run that was read from this state of the file. */
  public boolean has(int number, String stamp) {
    return upload.isOf(stamp) && has(number);
  }

  /** Whether the store has these very bytes as a part from an earlier run. */
  public boolean has(int number, ETag digest) {
    UploadedPart before = upload.parts().get(number);
    return before != null && before.digest().equals(digest) && arrived(number, before);
  }

  /**
   * Whether the store has a part from an earlier run; for parts that hold what their number says.
   */
  public boolean has(int number) {
    return arrived(number, upload.parts().get(number));
  }

  private boolean arrived(int number, UploadedPart part) {
    if (part != null) {
      parts.arrived(number, part);
    }
    return part != null;
  }

  /** Sends a part. */
  public CompletableFuture<Void> send(int number, ByteBuffer body, ETag digest) {
    return store
        .part(row.key(), upload.id(), number, body, digest.digest())
        .thenCompose(written -> check(number, digest, written));
  }

  /** Copies a range of an object as a part; fails if that is not what the digest says. */
  public CompletableFuture<Void> copy(
      int number, CopySource source, long offset, long length, ETag digest) {
    return store
        .copyPart(row.key(), upload.id(), number, source, offset, length)
        .thenCompose(written -> check(number, digest, written));
  }

  /** Copies a range of an object as a part, whatever its digest is. */
  public CompletableFuture<Void> copy(int number, CopySource source, long offset, long length) {
    return store
        .copyPart(row.key(), upload.id(), number, source, offset, length)
        .thenCompose(written -> sent(number, new UploadedPart(written.etag(), written.etag())));
  }

  private CompletableFuture<Void> check(int number, ETag digest, WriteResult written) {
    if (!DesiredState.agree(written, digest)) {
      return CompletableFuture.failedFuture(
          new StoreException(
              Kind.FAILED, "the store answered part " + number + " with another digest"));
    }
    return sent(number, new UploadedPart(digest, written.etag()));
  }

  private CompletableFuture<Void> sent(int number, UploadedPart part) {
    parts.arrived(number, part);
    return journal.part(ordinal, number, part);
  }

  /**
   * Completes the upload once all parts have ended; fails if one did, or if {@code unread} is
   * given.
   */
  public CompletableFuture<RowResult> complete(FileContent file, Throwable unread) {
    return Futures.then(
        parts.all(unread),
        (all, failure) -> failure == null ? complete(file) : FailureClass.asResult(failure));
  }

  /** The file must still be the planned one after its last byte was read. */
  private CompletableFuture<RowResult> complete(FileContent file) {
    try {
      file.checkAgain();
    } catch (IOException e) {
      return FailureClass.asResult(FileException.of(e));
    }
    return complete(file.size(), file.plainContent());
  }

  /**
   * Completes the upload, whose parts have all ended well.
   *
   * @param size bytes of them all
   */
  public CompletableFuture<RowResult> complete(long size) {
    return complete(size, Optional.empty());
  }

  private CompletableFuture<RowResult> complete(long size, Optional<PlainContent> plain) {
    DesiredState desired = DesiredState.object(parts.expected(), size);
    return ConditionalWrite.ofUpload(
            store,
            row,
            protocol.orEarlier(ordinal, desired),
            () -> protocol.sendObject(ordinal, row, desired, plain, this::complete))
        .send();
  }

  private CompletableFuture<WriteResult> complete() {
    return store.complete(row.key(), upload.id(), parts.answers(), row.guard());
  }
}
