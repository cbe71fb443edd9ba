package io.stocktake.executor.direct.upload;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Checks by HEAD, where the inventory did not say it, whether an object that seems to differ from
 * its file has an opaque ETag because of its encryption.
 */
public final class OpaqueETagCheck {
  private static final RowResult SKIPPED =
      RowResult.of(
          Outcome.SKIPPED,
          "the object is encrypted so that its ETag proves no change; plan with an inventory that"
              + " has EncryptionStatus, or plan to upload what cannot be told, to overwrite it");

  private final ObjectStore store;
  private final WriteProtocol protocol;
  private final Plan plan;

  /** Checks of one run. */
  public OpaqueETagCheck(Plan plan, ObjectStore store, WriteProtocol protocol) {
    this.store = store;
    this.protocol = protocol;
    this.plan = plan;
  }

  /** Whether the row needs that HEAD: not if its write has begun before. */
  public boolean mayBe(long ordinal, PlanRow row) {
    return plan.mustLook(row) && !protocol.inDoubt(ordinal);
  }

  /** How the row ends without a write; nothing if it is to be written. */
  public CompletableFuture<Optional<RowResult>> check(PlanRow row) {
    return Futures.then(
        store.head(row.key()),
        (found, failure) ->
            failure == null
                ? CompletableFuture.completedFuture(
                    found.filter(StoredObject::opaque).map(object -> SKIPPED))
                : FailureClass.asResult(failure).thenApply(Optional::of));
  }
}
