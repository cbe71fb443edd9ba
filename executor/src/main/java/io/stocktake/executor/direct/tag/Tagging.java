package io.stocktake.executor.direct.tag;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.direct.guard.DesiredState;
import io.stocktake.executor.direct.guard.FailureClass;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.TagSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Writes tags by PutObjectTagging to the object the plan saw. That request takes no condition, so a
 * HEAD goes first, and in a versioned bucket exactly that version is tagged. Idempotent: a lost
 * answer is settled by reading the tags.
 */
public final class Tagging {
  private final ObjectStore store;
  private final WriteProtocol protocol;

  /** Tags of one run. */
  public Tagging(ObjectStore store, WriteProtocol protocol) {
    this.store = store;
    this.protocol = protocol;
  }

  /** Tags the row's object. */
  public CompletableFuture<RowResult> start(long ordinal, PlanRow row) {
    boolean ask = row.action() == Action.ADD_TAGS || protocol.inDoubt(ordinal);
    return Futures.then(
        store.head(row.key()),
        (found, failure) -> {
          if (failure != null) {
            return FailureClass.asResult(failure);
          }
          return row.guard().holds(found.map(StoredObject::etag))
              ? new Attempt(ordinal, row, found.orElseThrow()).start(ask)
              : completed(DesiredState.drifted(found, row.size()));
        });
  }

  private final class Attempt {
    private final long ordinal;
    private final PlanRow row;
    private final StoredObject object;

    Attempt(long ordinal, PlanRow row, StoredObject object) {
      this.ordinal = ordinal;
      this.row = row;
      this.object = object;
    }

    CompletableFuture<RowResult> start(boolean ask) {
      return ask ? Futures.then(read(), this::afterReading) : write(row.tags(), true);
    }

    private CompletableFuture<TagSet> read() {
      return store.tags(row.key(), object.versionId());
    }

    private CompletableFuture<RowResult> afterReading(TagSet now, Throwable failure) {
      if (failure != null) {
        return FailureClass.asResult(failure);
      }
      try {
        TagSet wanted = row.action() == Action.ADD_TAGS ? now.with(row.tags()) : row.tags();
        return wanted.equals(now) ? completed(result(Outcome.ALREADY_DONE)) : write(wanted, true);
      } catch (IllegalArgumentException e) {
        return completed(
            RowResult.of(
                Outcome.FAILED,
                "the object has " + now.tags().size() + " tags already: " + e.getMessage()));
      }
    }

    private CompletableFuture<RowResult> write(TagSet wanted, boolean first) {
      CompletableFuture<Void> sent =
          protocol.send(ordinal, () -> store.tag(row.key(), object.versionId(), wanted));
      return Futures.then(
          sent,
          (done, failure) -> {
            if (failure == null) {
              return completed(result(Outcome.DONE));
            }
            return failure instanceof StoreException known
                ? afterFailure(known, wanted, first)
                : FailureClass.asResult(failure);
          });
    }

    private CompletableFuture<RowResult> afterFailure(
        StoreException failure, TagSet wanted, boolean first) {
      return switch (failure.kind()) {
        // The object went away, or somebody else was tagging it.
        case REFUSED -> protocol.refused(row, failure);
        case UNKNOWN -> lost(failure, wanted, first);
        default -> FailureClass.asResult(failure);
      };
    }

    private CompletableFuture<RowResult> lost(
        StoreException failure, TagSet wanted, boolean first) {
      return Futures.then(
          read(),
          (now, readFailure) -> {
            if (readFailure == null && now.equals(wanted)) {
              return completed(result(Outcome.DONE));
            }
            return readFailure == null && first
                ? write(wanted, false)
                : completed(RowResult.of(Outcome.UNKNOWN, failure.getMessage()));
          });
    }

    private RowResult result(Outcome outcome) {
      return new RowResult(outcome, Optional.of(object.etag()), object.versionId(), "");
    }
  }

  private static CompletableFuture<RowResult> completed(RowResult result) {
    return CompletableFuture.completedFuture(result);
  }
}
