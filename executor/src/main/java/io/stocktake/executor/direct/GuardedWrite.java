package io.stocktake.executor.direct;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.plan.PlanRow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A write with a guard, and what to make of an answer that does not settle it: look at the key. If
 * it is in the state wanted, an earlier attempt won; if the guard still holds, the write may be
 * sent once more, for at worst it meets its own first attempt; else something else happened to the
 * key.
 */
final class GuardedWrite {
  private final ObjectStore store;
  private final PlanRow row;
  private final Goal goal;
  private final Supplier<CompletableFuture<Result>> write;
  private final boolean againIfRefused;

  /**
   * A write of one row.
   *
   * @param write sends the request once; fails with a StoreException
   * @param againIfRefused whether a refused request may be sent again as it is
   */
  GuardedWrite(
      ObjectStore store,
      PlanRow row,
      Goal goal,
      boolean againIfRefused,
      Supplier<CompletableFuture<Result>> write) {
    this.store = store;
    this.row = row;
    this.goal = goal;
    this.againIfRefused = againIfRefused;
    this.write = write;
  }

  /** Sends the write. */
  CompletableFuture<Result> send() {
    return attempt(true);
  }

  /** Looks at the key before the first attempt, because an earlier run may have sent it. */
  CompletableFuture<Result> askFirst() {
    return Futures.then(
        store.head(row.key()),
        (found, failure) -> {
          if (failure != null) {
            return blind("an earlier run's answer was lost", failure);
          }
          return settled(found).orElseGet(() -> attempt(true));
        });
  }

  private CompletableFuture<Result> attempt(boolean first) {
    return Futures.then(
        write.get(),
        (result, failure) -> {
          if (failure == null) {
            return CompletableFuture.completedFuture(result);
          }
          return failure instanceof StoreException known && isToAsk(known)
              ? ask(known, first)
              : Failures.asResult(failure);
        });
  }

  private static boolean isToAsk(StoreException failure) {
    return failure.kind() == Kind.REFUSED || failure.kind() == Kind.UNKNOWN;
  }

  private CompletableFuture<Result> ask(StoreException reason, boolean first) {
    boolean lost = reason.kind() == Kind.UNKNOWN;
    return Futures.then(
        store.head(row.key()),
        (found, failure) -> {
          if (failure != null) {
            return blind(reason.getMessage(), failure);
          }
          return settled(found)
              .orElseGet(
                  () ->
                      first && (lost || againIfRefused)
                          ? attempt(false)
                          : completed(stillOpen(reason, lost)));
        });
  }

  /** The result that the key's state decides by itself; none if the guard holds. */
  private Optional<CompletableFuture<Result>> settled(Optional<StoredObject> found) {
    return goal.reached(found) || !Goal.holds(row.guard(), found)
        ? Optional.of(completed(goal.judge(found)))
        : Optional.empty();
  }

  private static Result stillOpen(StoreException reason, boolean lost) {
    return lost
        ? Result.of(Outcome.UNKNOWN, reason.getMessage())
        : Result.of(
            Outcome.FAILED,
            "another writer was at the key at the same moment ("
                + reason.getMessage()
                + "); run apply again");
  }

  private static CompletableFuture<Result> blind(String reason, Throwable failure) {
    return Failures.ofRequest(failure)
        .map(e -> reason + ", and the key could not be looked at: " + e.getMessage())
        .map(detail -> completed(Result.of(Outcome.UNKNOWN, detail)))
        .orElseGet(() -> CompletableFuture.failedFuture(failure));
  }

  private static CompletableFuture<Result> completed(Result result) {
    return CompletableFuture.completedFuture(result);
  }
}
