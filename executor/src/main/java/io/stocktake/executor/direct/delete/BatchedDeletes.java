package io.stocktake.executor.direct.delete;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.direct.guard.ConditionalWrite;
import io.stocktake.executor.direct.guard.DesiredState;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.ObjectStore.DeleteRequest;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.PlanRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Deletes objects in batches by DeleteObjects, each conditional on the ETag the plan saw. A row
 * whose answer an earlier run lost, or whose key XML cannot express, has a request of its own. So
 * has a row that the response to the batch leaves open, with a budget permit of its own: one batch
 * may take a thousand requests to find out about.
 */
public final class BatchedDeletes {
  private record Row(long ordinal, PlanRow row) {}

  /** A row of a batch, and what the response says of it. */
  private record Asked(
      long ordinal, PlanRow row, CompletableFuture<Boolean> answer, DeleteRecheck recheck) {}

  private final ObjectStore store;
  private final WriteProtocol protocol;
  private final List<Row> waiting = new ArrayList<>();
  private final Queue<Asked> open = new ConcurrentLinkedQueue<>();

  /** Deletes of one run. */
  public BatchedDeletes(ObjectStore store, WriteProtocol protocol) {
    this.store = store;
    this.protocol = protocol;
  }

  /** Deletes the row's object with the next batch. */
  public void add(long ordinal, PlanRow row, InFlightBudget budget) throws RunCancelledException {
    seeToOpen(budget);
    if (store.maxDeletes() == 1 || protocol.inDoubt(ordinal) || !isSpelledInXml(row.key())) {
      protocol.completion().of(ordinal, row, budget.acquire(0), () -> alone(ordinal, row));
      return;
    }
    waiting.add(new Row(ordinal, row));
    if (waiting.size() == store.maxDeletes()) {
      flush(budget);
    }
  }

  /**
   * Sends the rows collected so far, and begins those that the responses to all batches leave open.
   */
  public void finish(InFlightBudget budget) throws RunCancelledException {
    flush(budget);
    budget.drain();
    seeToOpen(budget);
  }

  private void flush(InFlightBudget budget) throws RunCancelledException {
    if (waiting.isEmpty()) {
      return;
    }
    InFlightBudget.Permit permit = budget.acquire(0);
    List<Row> rows = List.copyOf(waiting);
    waiting.clear();
    Futures.end(together(rows), (done, failure) -> protocol.completion().close(permit, failure));
  }

  private CompletableFuture<Void> together(List<Row> rows) {
    List<DeleteRequest> requests =
        rows.stream().map(r -> new DeleteRequest(r.row.key(), r.row.guard())).toList();
    CompletableFuture<List<CompletableFuture<Boolean>>> request =
        protocol.send(rows.stream().map(Row::ordinal).toList(), () -> store.deleteAll(requests));
    DeleteRecheck recheck = new DeleteRecheck();
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int place = i;
      Row row = rows.get(i);
      CompletableFuture<Boolean> answer = request.thenCompose(each -> each.get(place));
      Asked one = new Asked(row.ordinal, row.row, answer, recheck);
      ends.add(Futures.then(answer, (existed, failure) -> end(one, failure)));
    }
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> end(Asked row, Throwable failure) {
    if (ConditionalWrite.leavesOpen(failure)) {
      open.add(row);
      return CompletableFuture.completedFuture(null);
    }
    return settle(row)
        .thenCompose(result -> protocol.completion().end(row.ordinal, row.row, result));
  }

  /** Rows not begun before the run stops are in doubt; the next run sends a HEAD first. */
  private void seeToOpen(InFlightBudget budget) throws RunCancelledException {
    for (Asked next = open.poll(); next != null; next = open.poll()) {
      Asked row = next;
      protocol
          .completion()
          .of(row.ordinal, row.row, budget.acquire(0), () -> row.recheck.check(() -> settle(row)));
    }
  }

  /** By the response of the batch the first time, by a request of its own after that. */
  private CompletableFuture<RowResult> settle(Asked asked) {
    PlanRow row = asked.row;
    AtomicBoolean again = new AtomicBoolean();
    return write(
            row, () -> again.getAndSet(true) ? store.delete(row.key(), row.guard()) : asked.answer)
        .send();
  }

  private CompletableFuture<RowResult> alone(long ordinal, PlanRow row) {
    return protocol.write(ordinal, write(row, () -> store.delete(row.key(), row.guard())));
  }

  private ConditionalWrite write(PlanRow row, Supplier<CompletableFuture<Boolean>> request) {
    return new ConditionalWrite(
        store,
        row,
        DesiredState.absence(),
        true,
        () ->
            request
                .get()
                .thenApply(
                    existed -> RowResult.of(existed ? Outcome.DONE : Outcome.ALREADY_DONE, "")));
  }

  /** XML 1.0 has no way to write most control characters, and reads others as spaces. */
  private static boolean isSpelledInXml(ObjectKey key) {
    return key.value().chars().allMatch(c -> c >= ' ' && c != 0x7f && c < 0xfffe);
  }
}
