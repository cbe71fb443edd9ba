package io.stocktake.executor.direct.delete;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.plan.PlanRow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Removes versions of objects for good, by DeleteObject with a version id. A HEAD goes first: a
 * version that has become the current one again stays. Idempotent: a lost answer is settled by the
 * same request.
 */
public final class VersionRemoval {
  private final ObjectStore store;
  private final WriteProtocol protocol;

  /** Removals of one run. */
  public VersionRemoval(ObjectStore store, WriteProtocol protocol) {
    this.store = store;
    this.protocol = protocol;
  }

  /** Removes the row's version. */
  public CompletableFuture<RowResult> start(long ordinal, PlanRow row) {
    return Futures.then(
        store.head(row.key()),
        (current, failure) -> {
          if (failure != null) {
            return FailureClass.asResult(failure);
          }
          return isCurrent(row, current)
              ? completed(Outcome.DRIFTED, "it is the current version again; it was left alone")
              : remove(ordinal, row, true);
        });
  }

  private static boolean isCurrent(PlanRow row, Optional<StoredObject> current) {
    Optional<String> found = current.flatMap(StoredObject::versionId);
    // A store that does not tell the version may hold just this one.
    return current.isPresent() && (found.isEmpty() || found.equals(row.versionId()));
  }

  private CompletableFuture<RowResult> remove(long ordinal, PlanRow row, boolean first) {
    String version = row.versionId().orElseThrow();
    return Futures.then(
        protocol.send(ordinal, () -> store.deleteVersion(row.key(), version)),
        (gone, failure) -> {
          if (failure == null) {
            return gone
                ? completed(Outcome.DONE, "")
                : completed(Outcome.SKIPPED, "locked: Object Lock keeps this version");
          }
          boolean lost = failure instanceof StoreException known && known.kind() == Kind.UNKNOWN;
          return lost && first ? remove(ordinal, row, false) : FailureClass.asResult(failure);
        });
  }

  private static CompletableFuture<RowResult> completed(Outcome outcome, String detail) {
    return CompletableFuture.completedFuture(RowResult.of(outcome, detail));
  }
}
