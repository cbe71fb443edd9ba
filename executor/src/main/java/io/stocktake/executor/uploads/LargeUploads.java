package io.stocktake.executor.uploads;

import io.stocktake.executor.Result;
import io.stocktake.executor.files.PartLayout;
import io.stocktake.executor.files.PlannedFiles;
import io.stocktake.executor.flow.Budget;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.flow.Halt;
import io.stocktake.executor.flow.HaltedException;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.writes.Ending;
import io.stocktake.executor.writes.Failures;
import io.stocktake.executor.writes.Goal;
import io.stocktake.executor.writes.OpenUpload;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * Sends files in parts. The thread that reads the plan begins each upload and hands out its parts;
 * the rest happens as answers come in.
 */
public final class LargeUploads {
  private final PlannedFiles files;
  private final ObjectStore store;
  private final Journal journal;
  private final Executor readers;
  private final Ending ending;
  private final Halt halt;
  private final OpenUpload open;
  private final long partSize;
  private final long maxPart;

  /**
   * Uploads of one run.
   *
   * @param partSize bytes of a part, unless that makes too many
   * @param maxPart the most bytes of a part that may be in memory
   */
  public LargeUploads(
      PlannedFiles files,
      ObjectStore store,
      Journal journal,
      Executor readers,
      Ending ending,
      Halt halt,
      long partSize,
      long maxPart) {
    this.files = files;
    this.store = store;
    this.journal = journal;
    this.readers = readers;
    this.ending = ending;
    this.halt = halt;
    this.open = new OpenUpload(store, journal, ending);
    this.partSize = partSize;
    this.maxPart = maxPart;
  }

  /** Sends one file; returns when its last part has left for the store, or nothing more will. */
  public void start(long ordinal, PlanRow row, Budget budget) throws HaltedException {
    Budget.Lease lease = budget.acquire(0);
    try {
      PartLayout layout = PartLayout.of(row.size(), partSize, maxPart);
      PlannedFiles.Planned file = files.open(row);
      Futures.end(
          send(ordinal, row, file, layout, budget),
          (done, failure) -> {
            file.close();
            ending.close(lease, failure);
          });
    } catch (IOException e) {
      Result result = PlannedFiles.explain(e).result();
      ending.of(ordinal, row, lease, () -> CompletableFuture.completedFuture(result));
    }
  }

  private CompletableFuture<Void> send(
      long ordinal, PlanRow row, PlannedFiles.Planned file, PartLayout layout, Budget budget) {
    try {
      if (journal.inDoubt(ordinal)) {
        Optional<Result> known = halt.await(ask(row, file, layout));
        if (known.isPresent()) {
          return ending.end(ordinal, row, known.get());
        }
      }
      String id = halt.await(begin(ordinal, row));
      LargeUpload upload = new LargeUpload(file, row, layout, id, store, readers);
      return Futures.then(
          upload.send(budget), (result, failure) -> open.end(ordinal, row, id, result, failure));
    } catch (ExecutionException e) {
      return Failures.asResult(Futures.cause(e.getCause()))
          .thenCompose(result -> ending.end(ordinal, row, result));
    } catch (HaltedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<String> begin(long ordinal, PlanRow row) {
    return journal
        .intent(ordinal)
        .thenComposeAsync(noted -> store.begin(row.key(), ObjectHeaders.of(row)), readers)
        .thenCompose(id -> journal.upload(ordinal, id).thenApply(noted -> id));
  }

  /** What the key's state decides before anything is sent again; nothing if the guard holds. */
  private CompletableFuture<Optional<Result>> ask(
      PlanRow row, PlannedFiles.Planned file, PartLayout layout) {
    return Futures.then(
        store.head(row.key()),
        (found, failure) -> {
          if (failure != null) {
            return Failures.asResult(failure).thenApply(r -> Optional.of(Failures.unknown(r)));
          }
          return Goal.holds(row.guard(), found)
              ? CompletableFuture.completedFuture(Optional.empty())
              : CompletableFuture.supplyAsync(() -> compare(row, file, layout, found), readers);
        });
  }

  /** The file is read for its digest only where size and part count leave the question open. */
  private static Optional<Result> compare(
      PlanRow row, PlannedFiles.Planned file, PartLayout layout, Optional<StoredObject> found) {
    boolean perhapsOurs =
        found.isPresent()
            && !found.get().opaque()
            && found.get().size() == row.size()
            && found.get().etag().parts() == layout.parts();
    try {
      return Optional.of(
          perhapsOurs
              ? Goal.object(file.etag(layout), row.size()).judge(found)
              : Goal.drifted(found, row.size()));
    } catch (IOException e) {
      return Optional.of(PlannedFiles.explain(e).result());
    }
  }
}
