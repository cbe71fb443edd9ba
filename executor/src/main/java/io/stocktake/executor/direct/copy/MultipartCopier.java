package io.stocktake.executor.direct.copy;

import io.stocktake.executor.RowResult;
import io.stocktake.executor.control.InFlightBudget;
import io.stocktake.executor.direct.guard.DesiredState;
import io.stocktake.executor.direct.guard.MultipartWrite;
import io.stocktake.executor.direct.guard.WriteProtocol;
import io.stocktake.executor.direct.multipart.MultipartSessions;
import io.stocktake.executor.direct.multipart.PartSender;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.PlanRow;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Copies objects on the server by multipart upload, for those too large for one CopyObject. */
public final class MultipartCopier {
  private final CopyRules headers;
  private final ObjectStore store;
  private final WriteProtocol protocol;
  private final MultipartSessions sessions;
  private final long limit;

  /**
   * Copies of one run.
   *
   * @param limit the most bytes that one request copies
   */
  public MultipartCopier(
      CopyRules headers,
      ObjectStore store,
      WriteProtocol protocol,
      MultipartSessions sessions,
      long limit) {
    this.headers = headers;
    this.store = store;
    this.protocol = protocol;
    this.sessions = sessions;
    this.limit = limit;
  }

  /** Copies one object; returns when the request for its last range was sent, or none will be. */
  public CompletableFuture<Void> start(long ordinal, PlanRow row, InFlightBudget budget) {
    return protocol.writeInParts(ordinal, row, new Write(ordinal, row, budget), sessions);
  }

  /** The copy of one object. */
  private final class Write implements MultipartWrite {
    private final long ordinal;
    private final PlanRow row;
    private final CopySource source;
    private final SourceCheck check;
    private final InFlightBudget budget;

    Write(long ordinal, PlanRow row, InFlightBudget budget) {
      this.ordinal = ordinal;
      this.row = row;
      this.source = row.copySource().orElseThrow();
      this.check = new SourceCheck(store, source);
      this.budget = budget;
    }

    @Override
    public CompletableFuture<RowResult> send() throws IOException, ExecutionException {
      CopyLayout layout = CopyLayout.of(row.size(), limit);
      CopyHeaders given = headers.of(row);
      UnfinishedUpload begun =
          protocol.await(
              sessions.begin(
                  ordinal,
                  row,
                  layout.rangeSize(),
                  source.etag().value(),
                  () -> store.beginCopy(row.key(), source, given, row.tags())));
      PartSender sender = sessions.sender(ordinal, row, begun);
      return new MultipartCopy(source, layout, sender, check).send(budget);
    }

    @Override
    public CompletableFuture<RowResult> explain(Throwable failure) {
      return check.ofFailure(failure);
    }

    @Override
    public CompletableFuture<RowResult> judge(Optional<StoredObject> found) {
      return CompletableFuture.completedFuture(
          DesiredState.copy(source.etag(), row.size()).judgeInDoubt(found));
    }
  }
}
