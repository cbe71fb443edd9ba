package io.stocktake.executor.direct.guard;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The write of one row by a multipart upload, as {@link WriteProtocol} carries it out. */
public interface MultipartWrite {
  /** What an object means that an earlier run may have written, since the guard does not hold. */
  CompletableFuture<RowResult> judge(Optional<StoredObject> found);

  /**
   * Begins or resumes the upload, and hands out its parts in this thread.
   *
   * @throws IOException if the file cannot be read, or the run is cancelled
   * @throws ExecutionException if the upload cannot begin
   */
  CompletableFuture<RowResult> send() throws IOException, ExecutionException;

  /** What it means for the row that the upload could not begin. */
  CompletableFuture<RowResult> explain(Throwable failure);

  /** How rows end that are written so: their uploads are completed, kept, or aborted. */
  interface Ends {
    /** Completes the row, and aborts its upload unless that can be resumed. */
    CompletableFuture<Void> end(long ordinal, PlanRow row, RowResult result);

    /** Ends, or begins anew, a row whose upload failed as a whole. */
    CompletableFuture<Void> refused(long ordinal, PlanRow row, Throwable failure);
  }
}
