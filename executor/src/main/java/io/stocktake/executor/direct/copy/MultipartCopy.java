package io.stocktake.executor.direct.copy;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.InFlightBudget.Permit;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.direct.multipart.PartSender;
import io.stocktake.manifests.plan.CopySource;
import java.util.concurrent.CompletableFuture;

/**
 * One multipart copy that has begun; each UploadPartCopy is conditional on the planned source's
 * ETag.
 */
final class MultipartCopy {
  private final CopySource source;
  private final CopyLayout layout;
  private final PartSender sender;
  private final SourceCheck check;

  MultipartCopy(CopySource source, CopyLayout layout, PartSender sender, SourceCheck check) {
    this.source = source;
    this.layout = layout;
    this.sender = sender;
    this.check = check;
  }

  /** Sends the requests for the ranges; this thread waits for the budget of each. */
  CompletableFuture<RowResult> send(InFlightBudget budget) {
    Throwable halted = null;
    try {
      for (int number = 1; number <= layout.ranges() && !sender.parts().failed(); number++) {
        if (!sender.has(number)) {
          begin(number, budget.acquire(0));
        }
      }
    } catch (RunCancelledException e) {
      halted = e;
    }
    return Futures.then(
        sender.parts().all(halted),
        (all, failure) -> failure == null ? complete() : check.ofFailure(failure));
  }

  private void begin(int number, Permit permit) {
    sender.parts().began();
    Futures.end(
        sender.copy(number, source, layout.offset(number), layout.length(number)),
        (sent, failure) -> {
          permit.close();
          sender.parts().ended(failure == null ? null : Futures.cause(failure));
        });
  }

  /** Where the copy's ETag is opaque, those of its parts are, too: nothing is proven. */
  private CompletableFuture<RowResult> complete() {
    return sender.complete(layout.size()).thenApply(RowResult::withoutSent);
  }
}
