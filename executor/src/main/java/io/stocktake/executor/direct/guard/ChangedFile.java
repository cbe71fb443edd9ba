package io.stocktake.executor.direct.guard;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanRow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Settles a row by HEAD whose file changed after an earlier run may have uploaded it. Otherwise
 * undo would not know of an object that was overwritten.
 */
public final class ChangedFile {
  private ChangedFile() {}

  /**
   * What becomes of the row.
   *
   * @param earlier whether an earlier request of the row may have written an object of this ETag
   * @param file what the file alone makes of it
   */
  public static CompletableFuture<RowResult> result(
      ObjectStore store, PlanRow row, Predicate<ETag> earlier, RowResult file) {
    return Futures.then(
        store.head(row.key()),
        (found, failure) ->
            failure == null
                ? CompletableFuture.completedFuture(judge(row, found, earlier, file))
                : FailureClass.asResult(failure).thenApply(FailureClass::unknown));
  }

  private static RowResult judge(
      PlanRow row, Optional<StoredObject> found, Predicate<ETag> earlier, RowResult file) {
    if (found.map(StoredObject::etag).filter(earlier).isPresent()) {
      return DesiredState.alreadyDone(found).inDoubt();
    }
    if (row.guard().holds(found.map(StoredObject::etag))
        || found.isEmpty()
        || found.get().size() != row.size()) {
      return file;
    }
    Optional<ETag> planned = row.content().filter(ETag::isDigest);
    if (planned.isPresent() && found.get().etag().equals(planned.get())) {
      return DesiredState.alreadyDone(found).inDoubt();
    }
    boolean told = planned.filter(etag -> etag.parts() == 0).isPresent() && !found.get().opaque();
    return told
        ? file
        : RowResult.of(
            Outcome.UNKNOWN,
            file.detail()
                + "; an earlier run may have written the object that the key holds, and its content"
                + " is not comparable: check it before you make a new plan");
  }
}
