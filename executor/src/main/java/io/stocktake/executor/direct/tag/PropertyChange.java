package io.stocktake.executor.direct.tag;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.direct.guard.DesiredState;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.files.ObjectHeaderRules;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Changes the properties of an object whose content stays, conditional on the ETag the plan saw.
 * Idempotent: an object that has the properties is left alone.
 */
public final class PropertyChange {
  private final ObjectHeaderRules headers;
  private final ObjectStore store;
  private final WriteProtocol protocol;

  /** Changes of one run. */
  public PropertyChange(ObjectHeaderRules headers, ObjectStore store, WriteProtocol protocol) {
    this.headers = headers;
    this.store = store;
    this.protocol = protocol;
  }

  /** Changes the row's object. */
  public CompletableFuture<RowResult> start(long ordinal, PlanRow row) {
    return protocol.send(ordinal, () -> attempt(row, true));
  }

  private CompletableFuture<RowResult> attempt(PlanRow row, boolean first) {
    return Futures.then(
        store.setProperties(row.key(), headers.properties(row), row.tags(), row.guard()),
        (written, failure) -> {
          if (failure == null) {
            return written
                .map(answer -> verified(row, answer, first))
                .orElseGet(() -> completed(hasThem(first)));
          }
          return failure instanceof StoreException known
              ? afterFailure(row, known, first)
              : FailureClass.asResult(failure);
        });
  }

  private static RowResult hasThem(boolean first) {
    RowResult result = RowResult.of(Outcome.ALREADY_DONE, "");
    return first ? result : result.inDoubt();
  }

  /**
   * The object is copied onto itself, and keeps its ETag if that is a digest of all its content. If
   * it does not, a HEAD follows; where the key holds a different object than the response names,
   * the change is sent once more, which tells whether the object has the properties.
   */
  private CompletableFuture<RowResult> verified(PlanRow row, WriteResult written, boolean first) {
    RowResult done =
        new RowResult(Outcome.DONE, Optional.of(written.etag()), written.versionId(), "");
    if (written.opaque() || row.guard().equals(Guard.match(written.etag()))) {
      return completed(done);
    }
    return Futures.then(
        store.head(row.key()),
        (found, failure) -> {
          if (failure != null) {
            return completed(unseen(written, failure));
          }
          if (found.map(StoredObject::etag).equals(done.etag())) {
            return completed(done);
          }
          return first ? attempt(row, false) : completed(DesiredState.drifted(found, row.size()));
        });
  }

  private static RowResult unseen(WriteResult written, Throwable failure) {
    return new RowResult(
        Outcome.UNKNOWN,
        Optional.of(written.etag()),
        written.versionId(),
        "the properties were set, but the HEAD request after it failed: " + failure.getMessage());
  }

  private CompletableFuture<RowResult> afterFailure(
      PlanRow row, StoreException failure, boolean first) {
    if (failure.kind() == Kind.UNKNOWN && first) {
      return attempt(row, false);
    }
    if (failure.kind() == Kind.UNKNOWN) {
      return completed(RowResult.of(Outcome.UNKNOWN, failure.getMessage()));
    }
    return failure.kind() == Kind.REFUSED
        ? protocol.refused(row, failure)
        : FailureClass.asResult(failure);
  }

  private static CompletableFuture<RowResult> completed(RowResult result) {
    return CompletableFuture.completedFuture(result);
  }
}
