package io.stocktake.executor.direct.upload;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.direct.delta.DeltaSegment;
import io.stocktake.executor.direct.delta.FileDelta;
import io.stocktake.executor.direct.delta.SignatureStore;
import io.stocktake.executor.direct.guard.DesiredState;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.guard.MultipartWrite;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.direct.multipart.MultipartSessions;
import io.stocktake.executor.direct.multipart.PartSender;
import io.stocktake.executor.files.FileContent;
import io.stocktake.executor.files.FileContents;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.files.ObjectHeaderRules;
import io.stocktake.executor.files.PartLayout;
import io.stocktake.executor.files.PartSizes;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Uploads large files by multipart upload. The thread that reads the plan begins each upload and
 * hands out its parts; the rest runs as responses arrive.
 */
public final class MultipartUploader {
  /** What the journal has for the size of parts that are not of one size. */
  private static final long ODD_SIZES = 0;

  private final FileContents files;
  private final ObjectHeaderRules headers;
  private final ObjectStore store;
  private final WriteProtocol protocol;
  private final MultipartSessions sessions;
  private final SignatureStore signatures;
  private final PartSizes sizes;

  /**
   * Uploads of one run.
   *
   * @param sizes of the parts of uploads that begin
   */
  public MultipartUploader(
      FileContents files,
      ObjectHeaderRules headers,
      ObjectStore store,
      WriteProtocol protocol,
      MultipartSessions sessions,
      SignatureStore signatures,
      PartSizes sizes) {
    this.files = files;
    this.headers = headers;
    this.store = store;
    this.protocol = protocol;
    this.sessions = sessions;
    this.signatures = signatures;
    this.sizes = sizes;
  }

  /** Sends one file; returns when its last part has left for the store, or nothing more will. */
  public CompletableFuture<Void> start(long ordinal, PlanRow row, InFlightBudget budget) {
    PartLayout layout;
    FileContent file;
    try {
      layout = layout(ordinal, files.size(row));
      file = files.open(row);
    } catch (IOException e) {
      return protocol
          .unread(ordinal, row, e)
          .thenCompose(result -> sessions.end(ordinal, row, result));
    }
    return protocol
        .writeInParts(ordinal, row, new Write(ordinal, row, file, layout, budget), sessions)
        .whenComplete((done, failure) -> file.close());
  }

  /** The parts an earlier run began with, if they fit into memory still, else those asked for. */
  private PartLayout layout(long ordinal, long size) throws FileException {
    long begunWith = sessions.unfinished(ordinal).map(UnfinishedUpload::partSize).orElse(0L);
    return begunWith > 0 && begunWith <= sizes.most()
        ? new PartLayout(size, begunWith)
        : PartLayout.of(size, sizes);
  }

  /** The upload of one file. */
  private final class Write implements MultipartWrite {
    private final long ordinal;
    private final PlanRow row;
    private final FileContent file;
    private final PartLayout layout;
    private final InFlightBudget budget;

    Write(long ordinal, PlanRow row, FileContent file, PartLayout layout, InFlightBudget budget) {
      this.ordinal = ordinal;
      this.row = row;
      this.file = file;
      this.layout = layout;
      this.budget = budget;
    }

    @Override
    public CompletableFuture<RowResult> send() throws IOException, ExecutionException {
      FileDelta delta = signatures.of(row, file.size());
      CompletableFuture<RowResult> sent =
          delta.isShifted(file)
              ? new DeltaUpload(file, row, signatures, delta, begin(ODD_SIZES))
                  .send(DeltaSegment.Limits.of(layout), budget)
              : new MultipartUpload(
                      file, layout, delta, begin(layout.partSize()), protocol.senders())
                  .send(budget);
      return sent.thenApply(result -> keep(delta, result));
    }

    private PartSender begin(long partSize) throws IOException, ExecutionException {
      ByteBuffer head = ByteBuffer.allocate((int) Math.min(ObjectHeaderRules.HEAD, file.size()));
      file.read(head, 0);
      ObjectHeaders given = headers.of(row, head.array());
      UnfinishedUpload begun =
          protocol.await(
              sessions.begin(
                  ordinal, row, partSize, file.stamp(), () -> store.begin(row.key(), given)));
      return sessions.sender(ordinal, row, begun);
    }

    private RowResult keep(FileDelta delta, RowResult result) {
      if (result.outcome() == Outcome.DONE) {
        result.etag().ifPresent(etag -> signatures.keep(row, etag, delta));
      }
      return result;
    }

    @Override
    public CompletableFuture<RowResult> explain(Throwable failure) {
      return FailureClass.asResult(failure);
    }

    @Override
    public CompletableFuture<RowResult> judge(Optional<StoredObject> found) {
      return CompletableFuture.supplyAsync(() -> compare(found).inDoubt(), protocol.senders());
    }

    /** The file is read for its digest only where size and part count leave the question open. */
    private RowResult compare(Optional<StoredObject> found) {
      if (found.filter(StoredObject::lacksKey).isPresent()) {
        return DesiredState.drifted(found, file.size());
      }
      Optional<ETag> there = found.map(StoredObject::etag);
      if (there.filter(etag -> sessions.mayHaveWritten(ordinal, etag)).isPresent()) {
        return DesiredState.object(there.get(), file.size()).judge(found);
      }
      Optional<ETag> sent =
          sessions
              .unfinished(ordinal)
              .filter(upload -> !upload.parts().isEmpty())
              .map(UnfinishedUpload::etag);
      try {
        if (found.filter(this::isLikely).isPresent()) {
          return compareContent(found);
        }
        if (sent.isPresent() && there.equals(sent)) {
          return DesiredState.object(sent.get(), file.size()).judge(found);
        }
        return found.filter(this::isPerhapsOurs).isPresent()
            ? DesiredState.object(file.etag(layout), file.size()).judge(found)
            : DesiredState.drifted(found, file.size());
      } catch (IOException e) {
        return FileException.of(e).result();
      }
    }

    /** Whether an object that opened with its rule's key may be what an earlier run wrote. */
    private boolean isLikely(StoredObject object) {
      return object.opaque() && object.crc64nvme().isPresent() && object.size() == file.size();
    }

    private boolean isPerhapsOurs(StoredObject object) {
      return !object.opaque()
          && object.size() == file.size()
          && object.etag().parts() == layout.parts();
    }

    private RowResult compareContent(Optional<StoredObject> found) throws IOException {
      String crc = file.crc64nvme();
      ETag itsOwn = found.orElseThrow().etag();
      return DesiredState.object(itsOwn, file.size()).withCrc64Nvme(() -> crc).judge(found);
    }
  }
}
