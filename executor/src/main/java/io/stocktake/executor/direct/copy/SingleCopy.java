package io.stocktake.executor.direct.copy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.direct.guard.ConditionalWrite;
import io.stocktake.executor.direct.guard.DesiredState;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.files.FileException;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Copies an object on the server by one CopyObject request. */
public final class SingleCopy {
  private final CopyRules headers;
  private final ObjectStore store;
  private final WriteProtocol protocol;

  /** Copies of one run. */
  public SingleCopy(CopyRules headers, ObjectStore store, WriteProtocol protocol) {
    this.headers = headers;
    this.store = store;
    this.protocol = protocol;
  }

  /** Copies the row's source. */
  public CompletableFuture<RowResult> start(long ordinal, PlanRow row) {
    CopySource source = row.copySource().orElseThrow();
    return protocol.write(
        ordinal,
        new ConditionalWrite(
            store,
            row,
            DesiredState.copy(source.etag(), row.size()),
            false,
            new SourceCheck(store, source)::why,
            () -> send(row, source)));
  }

  private CompletableFuture<RowResult> send(PlanRow row, CopySource source) {
    CopyHeaders given;
    try {
      given = headers.of(row);
    } catch (IOException e) {
      return CompletableFuture.completedFuture(FileException.of(e).result());
    }
    return store
        .copy(row.key(), source, given, row.tags(), row.guard())
        .thenCompose(written -> verify(row, source, written));
  }

  /** A copy of an object in parts, or under another encryption, has an ETag of its own. */
  private CompletableFuture<RowResult> verify(PlanRow row, CopySource source, WriteResult written) {
    if (written.etag().equals(source.etag())) {
      return CompletableFuture.completedFuture(done(written));
    }
    return Futures.then(
        store.head(row.key()),
        (found, failure) ->
            CompletableFuture.completedFuture(
                failure == null ? judge(row, written, found) : unseen(written, failure)));
  }

  /** Where the key holds another object than the answer names, that object alone counts. */
  private static RowResult judge(PlanRow row, WriteResult written, Optional<StoredObject> found) {
    if (!found.map(StoredObject::etag).equals(Optional.of(written.etag()))) {
      ETag source = row.copySource().orElseThrow().etag();
      return DesiredState.copy(source, row.size()).judge(found).inDoubt();
    }
    return found.get().size() == row.size()
        ? done(written)
        : new RowResult(
            Outcome.FAILED,
            Optional.of(written.etag()),
            written.versionId(),
            "the copy has "
                + found.get().size()
                + " bytes, planned were "
                + row.size()
                + "; check the object before you run apply again");
  }

  private static RowResult unseen(WriteResult written, Throwable failure) {
    return new RowResult(
        Outcome.UNKNOWN,
        Optional.of(written.etag()),
        written.versionId(),
        "the copy was made, but the HEAD request after it failed: " + failure.getMessage());
  }

  private static RowResult done(WriteResult written) {
    return new RowResult(Outcome.DONE, Optional.of(written.etag()), written.versionId(), "");
  }
}
