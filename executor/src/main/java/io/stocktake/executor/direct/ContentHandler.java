package io.stocktake.executor.direct;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.InFlightBudget.Permit;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.direct.RequestHandler.RowWrite;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.direct.upload.OpaqueETagCheck;
import io.stocktake.manifests.plan.PlanRow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Carries out rows that give an object content, by one request or by a multipart upload. Where the
 * inventory did not tell whether the object's ETag is opaque, a HEAD goes first.
 */
record ContentHandler(
    WriteProtocol protocol,
    InFlightBudget budget,
    OpaqueETagCheck opaqueCheck,
    Sizes sizes,
    RowWrite single,
    PartsWrite multipart)
    implements ActionHandler {
  /**
   * How large the content of a row is.
   *
   * @param inParts whether it is too large for one request
   * @param inMemory bytes of it that are in memory, where it goes by one request
   */
  record Sizes(Predicate<PlanRow> inParts, ToLongFunction<PlanRow> inMemory) {}

  /** Hands out the parts of one row. */
  @FunctionalInterface
  interface PartsWrite {
    /** Completes the row; returns when the last part was handed out, or none will be any more. */
    CompletableFuture<Void> start(long ordinal, PlanRow row, InFlightBudget budget);
  }

  @Override
  public boolean inParts(PlanRow row) {
    return sizes.inParts().test(row);
  }

  @Override
  public void start(long ordinal, PlanRow row) throws RunCancelledException {
    boolean check = opaqueCheck.mayBe(ordinal, row);
    if (!inParts(row)) {
      Permit permit = budget.acquire(sizes.inMemory().applyAsLong(row));
      protocol
          .completion()
          .of(
              ordinal,
              row,
              permit,
              () -> check ? checkAndWrite(ordinal, row) : single.start(ordinal, row));
    } else if (!check || isToWrite(ordinal, row)) {
      Permit permit = budget.acquire(0);
      Futures.end(
          multipart.start(ordinal, row, budget),
          (done, failure) -> protocol.completion().close(permit, failure));
    }
  }

  private CompletableFuture<RowResult> checkAndWrite(long ordinal, PlanRow row) {
    return opaqueCheck
        .check(row)
        .thenCompose(
            end ->
                end.map(CompletableFuture::completedFuture)
                    .orElseGet(() -> single.start(ordinal, row)));
  }

  /** Sends the HEAD before parts are handed out; if nothing is to be written, the row ends here. */
  private boolean isToWrite(long ordinal, PlanRow row) throws RunCancelledException {
    CompletableFuture<Optional<RowResult>> check = opaqueCheck.check(row);
    try {
      if (protocol.await(check).isEmpty()) {
        return true;
      }
    } catch (ExecutionException e) {
      // It ends the row, or the run, below.
    }
    protocol
        .completion()
        .of(ordinal, row, budget.acquire(0), () -> check.thenApply(Optional::orElseThrow));
    return false;
  }
}
