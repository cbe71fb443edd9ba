package io.stocktake.executor.direct.copy;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.InFlightBudget.Permit;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.direct.guard.ConditionalWrite;
import io.stocktake.executor.direct.guard.DesiredState;
import io.stocktake.executor.direct.multipart.PartTracker;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.journal.UploadedPart;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.util.concurrent.CompletableFuture;

/**
 * One multipart copy that has begun; each UploadPartCopy is conditional on the planned source's
 * ETag.
 */
final class MultipartCopy {
  private final PlanRow row;
  private final CopySource source;
  private final long ordinal;
  private final CopyLayout layout;
  private final UnfinishedUpload upload;
  private final ObjectStore store;
  private final Journal journal;
  private final SourceCheck check;
  private final PartTracker parts;

  MultipartCopy(
      PlanRow row,
      long ordinal,
      CopyLayout layout,
      UnfinishedUpload upload,
      ObjectStore store,
      Journal journal,
      SourceCheck check) {
    this.row = row;
    this.ordinal = ordinal;
    this.upload = upload;
    this.journal = journal;
    this.source = row.copySource().orElseThrow();
    this.layout = layout;
    this.store = store;
    this.check = check;
    this.parts = new PartTracker();
  }

  /** Sends the requests for the ranges; this thread waits for the budget of each. */
  CompletableFuture<RowResult> send(InFlightBudget budget) {
    Throwable halted = null;
    try {
      for (int number = 1; number <= layout.ranges() && !parts.failed(); number++) {
        UploadedPart before = upload.parts().get(number);
        if (before == null) {
          begin(number, budget.acquire(0));
        } else {
          parts.arrived(number, before);
        }
      }
    } catch (RunCancelledException e) {
      halted = e;
    }
    return Futures.then(
        parts.all(halted),
        (all, failure) -> failure == null ? complete() : check.ofFailure(failure));
  }

  private void begin(int number, Permit permit) {
    parts.began();
    Futures.end(
        store
            .copyPart(
                row.key(),
                upload.id(),
                number,
                source,
                layout.offset(number),
                layout.length(number))
            .thenCompose(written -> arrived(number, written.etag())),
        (sent, failure) -> {
          permit.close();
          parts.ended(failure == null ? null : Futures.cause(failure));
        });
  }

  private CompletableFuture<Void> arrived(int number, ETag answer) {
    UploadedPart part = new UploadedPart(answer, answer);
    parts.arrived(number, part);
    return journal.part(ordinal, number, part);
  }

  private CompletableFuture<RowResult> complete() {
    DesiredState desired = DesiredState.object(parts.expected(), row.size());
    return ConditionalWrite.ofUpload(store, row, desired, () -> complete(desired)).send();
  }

  /** Where the copy's ETag is opaque, those of its parts are, too: nothing is proven. */
  private CompletableFuture<RowResult> complete(DesiredState desired) {
    return store
        .complete(row.key(), upload.id(), parts.answers(), row.guard())
        .thenApply(written -> desired.judge(written).withoutSent());
  }
}
