package io.stocktake.executor.direct.upload;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.direct.delta.DeltaSegment;
import io.stocktake.executor.direct.delta.FileDelta;
import io.stocktake.executor.direct.delta.SignatureStore;
import io.stocktake.executor.direct.guard.ChangedFile;
import io.stocktake.executor.direct.guard.DesiredState;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.guard.RowCompletion;
import io.stocktake.executor.direct.multipart.MultipartSessions;
import io.stocktake.executor.direct.multipart.PartSender;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.files.LocalFileContent;
import io.stocktake.executor.files.ObjectHeaderRules;
import io.stocktake.executor.files.PartLayout;
import io.stocktake.executor.journal.Journal;
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
import java.util.concurrent.Executor;

/**
 * Uploads large files by multipart upload. The thread that reads the plan begins each upload and
 * hands out its parts; the rest runs as responses arrive.
 */
public final class MultipartUploader {
  /** What the journal has for the size of parts that are not of one size. */
  private static final long ODD_SIZES = 0;

  private final LocalFileContent files;
  private final ObjectHeaderRules headers;
  private final ObjectStore store;
  private final Journal journal;
  private final Executor readers;
  private final RowCompletion completion;
  private final RunControl control;
  private final SignatureStore signatures;
  private final MultipartSessions sessions;
  private final long partSize;
  private final long maxPart;

  /**
   * Uploads of one run.
   *
   * @param partSize bytes of a part, unless that makes too many
   * @param maxPart the most bytes of a part that may be in memory
   */
  public MultipartUploader(
      LocalFileContent files,
      ObjectHeaderRules headers,
      ObjectStore store,
      Journal journal,
      Executor readers,
      RowCompletion completion,
      MultipartSessions sessions,
      RunControl control,
      SignatureStore signatures,
      long partSize,
      long maxPart) {
    this.files = files;
    this.headers = headers;
    this.store = store;
    this.journal = journal;
    this.readers = readers;
    this.completion = completion;
    this.control = control;
    this.signatures = signatures;
    this.sessions = sessions;
    this.partSize = partSize;
    this.maxPart = maxPart;
  }

  /** Sends one file; returns when its last part has left for the store, or nothing more will. */
  public void start(long ordinal, PlanRow row, InFlightBudget budget) throws RunCancelledException {
    InFlightBudget.Permit permit = budget.acquire(0);
    try {
      PartLayout layout = layout(ordinal, row);
      LocalFileContent.Planned file = files.open(row);
      Futures.end(
          send(ordinal, row, file, layout, budget),
          (done, failure) -> {
            file.close();
            completion.close(permit, failure);
          });
    } catch (IOException e) {
      RowResult file = LocalFileContent.explain(e).result();
      CompletableFuture<RowResult> result =
          journal.inDoubt(ordinal)
              ? ChangedFile.result(store, row, file)
              : CompletableFuture.completedFuture(file);
      Futures.end(
          result.thenCompose(known -> sessions.end(ordinal, row, known)),
          (done, failure) -> completion.close(permit, failure));
    }
  }

  private CompletableFuture<Void> send(
      long ordinal,
      PlanRow row,
      LocalFileContent.Planned file,
      PartLayout layout,
      InFlightBudget budget) {
    try {
      if (journal.inDoubt(ordinal)) {
        Optional<RowResult> known = control.await(ask(ordinal, row, file, layout));
        if (known.isPresent()) {
          return sessions.end(ordinal, row, known.get());
        }
      }
      FileDelta delta = signatures.of(row);
      CompletableFuture<RowResult> sent =
          delta.isShifted(file)
              ? sendShifted(ordinal, row, file, layout, delta, budget)
              : sendInPlace(ordinal, row, file, layout, delta, budget);
      return Futures.then(
          sent,
          (result, failure) ->
              failure == null
                  ? keepAndEnd(ordinal, row, delta, result)
                  : sessions.refused(ordinal, row, failure));
    } catch (RunCancelledException e) {
      return CompletableFuture.failedFuture(e);
    } catch (IOException e) {
      return sessions.end(ordinal, row, LocalFileContent.explain(e).result());
    } catch (ExecutionException e) {
      return FailureClass.asResult(Futures.cause(e.getCause()))
          .thenCompose(result -> sessions.end(ordinal, row, result));
    }
  }

  private CompletableFuture<RowResult> sendInPlace(
      long ordinal,
      PlanRow row,
      LocalFileContent.Planned file,
      PartLayout layout,
      FileDelta delta,
      InFlightBudget budget)
      throws IOException, ExecutionException, RunCancelledException {
    PartSender sender = begin(ordinal, row, file, layout.partSize());
    return new MultipartUpload(file, layout, delta, sender, readers).send(budget);
  }

  private CompletableFuture<RowResult> sendShifted(
      long ordinal,
      PlanRow row,
      LocalFileContent.Planned file,
      PartLayout layout,
      FileDelta delta,
      InFlightBudget budget)
      throws IOException, ExecutionException, RunCancelledException {
    PartSender sender = begin(ordinal, row, file, ODD_SIZES);
    return new DeltaUpload(file, row, signatures, delta, sender)
        .send(DeltaSegment.Limits.of(layout), budget);
  }

  private CompletableFuture<Void> keepAndEnd(
      long ordinal, PlanRow row, FileDelta delta, RowResult result) {
    if (result.outcome() == Outcome.DONE) {
      result.etag().ifPresent(etag -> signatures.keep(row, etag, delta));
    }
    return sessions.end(ordinal, row, result);
  }

  /** The parts an earlier run began with, if they fit into memory still, else those asked for. */
  private PartLayout layout(long ordinal, PlanRow row) throws FileException {
    long begunWith = journal.unfinished(ordinal).map(UnfinishedUpload::partSize).orElse(0L);
    return begunWith > 0 && begunWith <= maxPart
        ? new PartLayout(row.size(), begunWith)
        : PartLayout.of(row.size(), partSize, maxPart);
  }

  private PartSender begin(long ordinal, PlanRow row, LocalFileContent.Planned file, long partSize)
      throws IOException, ExecutionException, RunCancelledException {
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(ObjectHeaderRules.HEAD, row.size()));
    file.read(head, 0);
    ObjectHeaders given = headers.of(row, head.array());
    UnfinishedUpload begun =
        control.await(
            sessions.begin(
                ordinal, row, partSize, file.stamp(), () -> store.begin(row.key(), given)));
    return new PartSender(row, ordinal, begun, store, journal);
  }

  /** What the key's state decides before anything is sent again; nothing if the guard holds. */
  private CompletableFuture<Optional<RowResult>> ask(
      long ordinal, PlanRow row, LocalFileContent.Planned file, PartLayout layout) {
    return Futures.then(
        store.head(row.key()),
        (found, failure) -> {
          if (failure != null) {
            return FailureClass.asResult(failure)
                .thenApply(r -> Optional.of(FailureClass.unknown(r)));
          }
          return row.guard().holds(found.map(StoredObject::etag))
              ? CompletableFuture.completedFuture(Optional.empty())
              : CompletableFuture.supplyAsync(
                  () -> compare(ordinal, row, file, layout, found).map(RowResult::inDoubt),
                  readers);
        });
  }

  /** The file is read for its digest only where size and part count leave the question open. */
  private Optional<RowResult> compare(
      long ordinal,
      PlanRow row,
      LocalFileContent.Planned file,
      PartLayout layout,
      Optional<StoredObject> found) {
    if (found.filter(StoredObject::lacksKey).isPresent()) {
      return Optional.of(DesiredState.drifted(found, row.size()));
    }
    Optional<ETag> sent =
        journal
            .unfinished(ordinal)
            .filter(upload -> !upload.parts().isEmpty())
            .map(UnfinishedUpload::etag);
    if (found.filter(object -> isLikely(object, row)).isPresent()) {
      return compareContent(row, file, found);
    }
    if (sent.isPresent() && found.map(StoredObject::etag).equals(sent)) {
      return Optional.of(DesiredState.object(sent.get(), row.size()).judge(found));
    }
    boolean perhapsOurs =
        found.isPresent()
            && !found.get().opaque()
            && found.get().size() == row.size()
            && found.get().etag().parts() == layout.parts();
    try {
      return Optional.of(
          perhapsOurs
              ? DesiredState.object(file.etag(layout), row.size()).judge(found)
              : DesiredState.drifted(found, row.size()));
    } catch (IOException e) {
      return Optional.of(LocalFileContent.explain(e).result());
    }
  }

  /** Whether an object that opened with its rule's key may be what an earlier run wrote. */
  private static boolean isLikely(StoredObject object, PlanRow row) {
    return object.opaque() && object.crc64nvme().isPresent() && object.size() == row.size();
  }

  private static Optional<RowResult> compareContent(
      PlanRow row, LocalFileContent.Planned file, Optional<StoredObject> found) {
    try {
      String crc = file.crc64nvme();
      ETag itsOwn = found.orElseThrow().etag();
      return Optional.of(
          DesiredState.object(itsOwn, row.size()).withCrc64Nvme(() -> crc).judge(found));
    } catch (IOException e) {
      return Optional.of(LocalFileContent.explain(e).result());
    }
  }
}
