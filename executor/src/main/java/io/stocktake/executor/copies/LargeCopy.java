package io.stocktake.executor.copies;

import io.stocktake.executor.Result;
import io.stocktake.executor.flow.Budget;
import io.stocktake.executor.flow.Budget.Lease;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.flow.HaltedException;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.SentPart;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.writes.Goal;
import io.stocktake.executor.writes.GuardedWrite;
import io.stocktake.executor.writes.PartsInFlight;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.util.concurrent.CompletableFuture;

/** One copy in ranges that has begun; every range insists on the source that was planned. */
final class LargeCopy {
  private final PlanRow row;
  private final CopySource source;
  private final long ordinal;
  private final CopyLayout layout;
  private final UnfinishedUpload upload;
  private final ObjectStore store;
  private final Journal journal;
  private final SourceCheck check;
  private final PartsInFlight parts;

  LargeCopy(
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
    this.parts = new PartsInFlight();
  }

  /** Asks for the ranges, waiting in this thread for room for each. */
  CompletableFuture<Result> send(Budget budget) {
    Throwable halted = null;
    try {
      for (int number = 1; number <= layout.ranges() && !parts.failed(); number++) {
        SentPart before = upload.parts().get(number);
        if (before == null) {
          begin(number, budget.acquire(0));
        } else {
          parts.arrived(number, before);
        }
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
                row.key(),
                upload.id(),
                number,
                source,
                layout.offset(number),
                layout.length(number))
            .thenCompose(written -> arrived(number, written.etag())),
        (sent, failure) -> {
          lease.close();
          parts.ended(failure == null ? null : Futures.cause(failure));
        });
  }

  private CompletableFuture<Void> arrived(int number, ETag answer) {
    SentPart part = new SentPart(answer, answer);
    parts.arrived(number, part);
    return journal.part(ordinal, number, part);
  }

  private CompletableFuture<Result> complete() {
    Goal goal = Goal.object(parts.expected(), row.size());
    return GuardedWrite.ofUpload(store, row, goal, () -> complete(goal)).send();
  }

  /** Where the copy's ETag hides its content, those of its parts did, too: nothing is proven. */
  private CompletableFuture<Result> complete(Goal goal) {
    return store
        .complete(row.key(), upload.id(), parts.answers(), row.guard())
        .thenApply(written -> goal.judge(written).withoutSent());
  }
}
