package io.stocktake.executor.apply;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.batch.routing.MergedTags;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads the tags of the objects that get more tags, so that one job can write all that end with the
 * same set. An object that has them already is done; any other case is left to the direct route,
 * which checks again and reports it.
 */
final class TagReader {
  private final PlanBundle bundle;
  private final Journal journal;
  private final ObjectStore store;
  private final RunControl control;
  private final int maxInFlight;
  private final MergedTags.Builder merges = new MergedTags.Builder();
  private final Queue<CompletableFuture<Optional<TagSet>>> inFlight = new ArrayDeque<>();
  private final AtomicLong settled = new AtomicLong();

  /** A reading with so many objects asked about at once. */
  TagReader(
      PlanBundle bundle, Journal journal, ObjectStore store, RunControl control, int maxInFlight) {
    this.bundle = bundle;
    this.journal = journal;
    this.store = store;
    this.control = control;
    this.maxInFlight = maxInFlight;
  }

  /** Reads the tags of all rows that are open. */
  MergedTags run() throws IOException {
    bundle.rows(
        (ordinal, row) -> {
          if (row.action() == Action.ADD_TAGS) {
            control.checkGoing();
            inFlight.add(isOpen(ordinal) ? read(ordinal, row) : nothing());
            if (inFlight.size() == maxInFlight) {
              takeFirst();
            }
          }
          return true;
        });
    while (!inFlight.isEmpty()) {
      takeFirst();
    }
    return merges.build();
  }

  /** Rows that were done with by reading. */
  long settled() {
    return settled.get();
  }

  private boolean isOpen(long ordinal) {
    return journal.outcome(ordinal).filter(Outcome::settled).isEmpty() && !journal.inDoubt(ordinal);
  }

  private void takeFirst() throws RunCancelledException {
    try {
      merges.row(control.await(inFlight.remove()));
    } catch (ExecutionException e) {
      merges.row(Optional.empty());
    }
  }

  private CompletableFuture<Optional<TagSet>> read(long ordinal, PlanRow row) {
    return store
        .head(row.key())
        .thenCompose(
            found ->
                row.guard().holds(found.map(StoredObject::etag))
                    ? read(ordinal, row, found)
                    : nothing());
  }

  private CompletableFuture<Optional<TagSet>> read(
      long ordinal, PlanRow row, Optional<StoredObject> found) {
    StoredObject object = found.orElseThrow();
    return store
        .tags(row.key(), object.versionId())
        .thenCompose(now -> merge(ordinal, row, object, now));
  }

  private CompletableFuture<Optional<TagSet>> merge(
      long ordinal, PlanRow row, StoredObject object, TagSet now) {
    TagSet wanted = now.with(row.tags());
    if (!wanted.equals(now)) {
      return CompletableFuture.completedFuture(Optional.of(wanted));
    }
    RowResult there =
        new RowResult(Outcome.ALREADY_DONE, Optional.of(object.etag()), object.versionId(), "");
    return journal
        .ended(ordinal, row.key(), there)
        .thenApply(
            noted -> {
              settled.incrementAndGet();
              return Optional.empty();
            });
  }

  private static CompletableFuture<Optional<TagSet>> nothing() {
    return CompletableFuture.completedFuture(Optional.empty());
  }
}
