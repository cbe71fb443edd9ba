package io.stocktake.executor.direct;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.Result;
import io.stocktake.executor.flow.Budget;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.flow.HaltedException;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.ObjectStore.Doomed;
import io.stocktake.executor.writes.Ending;
import io.stocktake.executor.writes.Goal;
import io.stocktake.executor.writes.GuardedWrite;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.PlanRow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Removes objects, many by one request, each only if it is still the one the plan saw. A row whose
 * answer an earlier run lost, or whose key XML cannot spell, has a request of its own; so does one
 * that must be tried again.
 */
final class Deletions {
  private record Row(long ordinal, PlanRow row) {}

  private final ObjectStore store;
  private final Journal journal;
  private final Executor senders;
  private final Ending ending;
  private final List<Row> waiting = new ArrayList<>();

  Deletions(ObjectStore store, Journal journal, Executor senders, Ending ending) {
    this.store = store;
    this.journal = journal;
    this.senders = senders;
    this.ending = ending;
  }

  /** Removes the row's object with the next request. */
  void add(long ordinal, PlanRow row, Budget budget) throws HaltedException {
    if (store.maxDeletes() == 1 || journal.inDoubt(ordinal) || !isSpelledInXml(row.key())) {
      ending.of(ordinal, row, budget.acquire(0), () -> alone(ordinal, row));
      return;
    }
    waiting.add(new Row(ordinal, row));
    if (waiting.size() == store.maxDeletes()) {
      flush(budget);
    }
  }

  /** Sends what waits for a request. */
  void flush(Budget budget) throws HaltedException {
    if (waiting.isEmpty()) {
      return;
    }
    Budget.Lease lease = budget.acquire(0);
    List<Row> rows = List.copyOf(waiting);
    waiting.clear();
    Futures.end(together(rows), (done, failure) -> ending.close(lease, failure));
  }

  private CompletableFuture<Void> together(List<Row> rows) {
    List<Doomed> doomed = rows.stream().map(r -> new Doomed(r.row.key(), r.row.guard())).toList();
    CompletableFuture<List<CompletableFuture<Boolean>>> request =
        all(rows.stream().map(r -> journal.intent(r.ordinal)).toList())
            .thenComposeAsync(noted -> store.deleteAll(doomed), senders);
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int place = i;
      Row row = rows.get(i);
      ends.add(
          write(row.row, firstly(() -> request.thenCompose(each -> each.get(place)), row.row))
              .send()
              .thenCompose(result -> ending.end(row.ordinal, row.row, result)));
    }
    return all(ends);
  }

  private CompletableFuture<Result> alone(long ordinal, PlanRow row) {
    boolean ask = journal.inDoubt(ordinal);
    GuardedWrite write = write(row, () -> store.delete(row.key(), row.guard()));
    // Not in the journal's own thread, which has others to write for.
    return journal
        .intent(ordinal)
        .thenComposeAsync(noted -> ask ? write.askFirst() : write.send(), senders);
  }

  private GuardedWrite write(PlanRow row, Supplier<CompletableFuture<Boolean>> request) {
    return new GuardedWrite(
        store,
        row,
        Goal.absence(),
        true,
        () ->
            request
                .get()
                .thenApply(
                    existed -> Result.of(existed ? Outcome.DONE : Outcome.ALREADY_DONE, "")));
  }

  /** The answer of the common request the first time, one of its own after that. */
  private Supplier<CompletableFuture<Boolean>> firstly(
      Supplier<CompletableFuture<Boolean>> first, PlanRow row) {
    AtomicBoolean again = new AtomicBoolean();
    return () -> again.getAndSet(true) ? store.delete(row.key(), row.guard()) : first.get();
  }

  /** XML 1.0 has no way to write most control characters, and reads others as spaces. */
  private static boolean isSpelledInXml(ObjectKey key) {
    return key.value().chars().allMatch(c -> c >= ' ' && c != 0x7f && c < 0xfffe);
  }

  private static CompletableFuture<Void> all(List<CompletableFuture<Void>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
  }
}
