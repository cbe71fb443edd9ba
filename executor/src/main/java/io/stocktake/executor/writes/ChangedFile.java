package io.stocktake.executor.writes;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.PlanRow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A row whose file cannot be sent any more, though an earlier run may have sent it: a HEAD tells
 * whether it did. Else undo would not know of an object that was written over.
 */
public final class ChangedFile {
  private ChangedFile() {}

  /**
   * What becomes of the row.
   *
   * @param file what the file alone makes of it
   */
  public static CompletableFuture<Result> result(ObjectStore store, PlanRow row, Result file) {
    return Futures.then(
        store.head(row.key()),
        (found, failure) ->
            failure == null
                ? CompletableFuture.completedFuture(judge(row, found, file))
                : Failures.asResult(failure).thenApply(Failures::unknown));
  }

  private static Result judge(PlanRow row, Optional<StoredObject> found, Result file) {
    if (Goal.holds(row.guard(), found) || found.isEmpty() || found.get().size() != row.size()) {
      return file;
    }
    Optional<ETag> planned = row.content().filter(ETag::isDigest);
    if (planned.isPresent() && found.get().etag().equals(planned.get())) {
      return Goal.alreadyDone(found).inDoubt();
    }
    boolean told = planned.filter(etag -> etag.parts() == 0).isPresent() && !found.get().opaque();
    return told
        ? file
        : Result.of(
            Outcome.UNKNOWN,
            file.detail()
                + "; an earlier run may have written the object that the key holds, and its content"
                + " is not comparable: look at it before you make a new plan");
  }
}
