package io.stocktake.executor.copies;

import io.stocktake.executor.Result;
import io.stocktake.executor.flow.Budget;
import io.stocktake.executor.flow.Budget.Lease;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.flow.HaltedException;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.writes.Goal;
import io.stocktake.executor.writes.GuardedWrite;
import io.stocktake.executor.writes.PartsInFlight;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.util.concurrent.CompletableFuture;

/** One copy in ranges that has begun; every range insists on the source that was planned. */
final class LargeCopy {
  private final PlanRow row;
  private final CopySource source;
  private final CopyLayout layout;
  private final String uploadId;
  private final ObjectStore store;
  private final SourceCheck check;
  private final PartsInFlight parts;

  LargeCopy(PlanRow row, CopyLayout layout, String uploadId, ObjectStore store, SourceCheck check) {
    this.row = row;
    this.source = row.copySource().orElseThrow();
    this.layout = layout;
    this.uploadId = uploadId;
    this.store = store;
    this.check = check;
    this.parts = new PartsInFlight(layout.ranges());
  }

  /** Asks for the ranges, waiting in this thread for room for each. */
  CompletableFuture<Result> send(Budget budget) {
    Throwable halted = null;
    try {
      for (int number = 1; number <= layout.ranges() && !parts.failed(); number++) {
        begin(number, budget.acquire(0));
      }
    } catch (HaltedException e) {
      halted = e;
    }
    return Futures.then(
        parts.all(halted),
        (all, failure) -> failure == null ? complete() : check.ofFailure(failure));
  }

  private void begin(int number, Lease lease) {
    parts.began();
    Futures.end(
        store
            .copyPart(
                row.key(), uploadId, number, source, layout.offset(number), layout.length(number))
            .thenAccept(written -> parts.arrived(number, written.etag(), written.etag())),
        (sent, failure) -> {
          lease.close();
          parts.ended(failure == null ? null : Futures.cause(failure));
        });
  }

  private CompletableFuture<Result> complete() {
    Goal goal = Goal.object(parts.expected(), row.size());
    return new GuardedWrite(store, row, goal, false, () -> complete(goal)).send();
  }

  /** Where the copy's ETag hides its content, those of its parts did, too: nothing is proven. */
  private CompletableFuture<Result> complete(Goal goal) {
    return store
        .complete(row.key(), uploadId, parts.answers(), row.guard())
        .thenApply(written -> goal.judge(written).withoutSent());
  }
}
