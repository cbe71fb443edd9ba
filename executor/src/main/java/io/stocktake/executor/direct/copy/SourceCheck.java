package io.stocktake.executor.direct.copy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.plan.CopySource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Tells by a HEAD of the source whether a refused copy was refused because the source changed. */
final class SourceCheck {
  private final ObjectStore store;
  private final CopySource source;

  SourceCheck(ObjectStore store, CopySource source) {
    this.store = store;
    this.source = source;
  }

  /** Drifted if the source is not the planned one any more, else the result given. */
  CompletableFuture<RowResult> why(CompletableFuture<RowResult> otherwise) {
    return store
        .head(source)
        .thenCompose(
            found ->
                changed(found)
                    .<CompletableFuture<RowResult>>map(CompletableFuture::completedFuture)
                    .orElse(otherwise))
        .exceptionallyCompose(failure -> otherwise);
  }

  /** What a failed range copy means for the row. */
  CompletableFuture<RowResult> ofFailure(Throwable failure) {
    return why(FailureClass.asResult(failure));
  }

  private Optional<RowResult> changed(Optional<StoredObject> found) {
    if (found.map(StoredObject::etag).equals(Optional.of(source.etag()))) {
      return Optional.empty();
    }
    String now =
        found.map(object -> "has ETag " + object.etag() + " now").orElse("is not there any more");
    return Optional.of(
        RowResult.of(
            Outcome.DRIFTED,
            "the source s3://"
                + source.bucket()
                + "/"
                + source.key()
                + " "
                + now
                + "; make a new plan"));
  }
}
