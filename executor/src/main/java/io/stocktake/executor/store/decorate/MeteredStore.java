package io.stocktake.executor.store.decorate;

import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.RunCancelledException;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.StoredVersion;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The store as a run sees it: requests and bytes are counted and paced, none leaves once the run
 * has failed, and a long row of failures ends the run, for a network that is down fails millions of
 * rows just as well.
 */
public final class MeteredStore implements ObjectStore {
  private final ObjectStore store;
  private final RunControl halt;
  private final RequestThrottle pace;
  private final Executor senders;
  private final int giveUpAfter;
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  private final AtomicInteger failuresInARow = new AtomicInteger();

  /**
   * A store as one run sees it.
   *
   * @param senders where requests leave that had to wait
   * @param giveUpAfter failures in a row that end the run
   */
  public MeteredStore(
      ObjectStore store, RunControl halt, RequestThrottle pace, Executor senders, int giveUpAfter) {
    this.store = store;
    this.halt = halt;
    this.pace = pace;
    this.senders = senders;
    this.giveUpAfter = giveUpAfter;
  }

  /** Requests that left. */
  public long requests() {
    return requests.sum();
  }

  /** Bytes of bodies that the store took. */
  public long bytesSent() {
    return bytesSent.sum();
  }

  @Override
  public CompletableFuture<WriteResult> put(
      ObjectKey key, ByteBuffer body, byte[] md5, ObjectHeaders headers, Guard guard) {
    return send(body.remaining(), () -> store.put(key, body, md5, headers, guard));
  }

  @Override
  public CompletableFuture<String> begin(ObjectKey key, ObjectHeaders headers) {
    return send(0, () -> store.begin(key, headers));
  }

  @Override
  public CompletableFuture<WriteResult> part(
      ObjectKey key, String uploadId, int number, ByteBuffer body, byte[] md5) {
    return send(body.remaining(), () -> store.part(key, uploadId, number, body, md5));
  }

  @Override
  public CompletableFuture<WriteResult> complete(
      ObjectKey key, String uploadId, List<ETag> parts, Guard guard) {
    return send(0, () -> store.complete(key, uploadId, parts, guard));
  }

  @Override
  public CompletableFuture<Optional<Map<Integer, ETag>>> parts(ObjectKey key, String uploadId) {
    return send(0, () -> store.parts(key, uploadId));
  }

  @Override
  public CompletableFuture<Void> abort(ObjectKey key, String uploadId) {
    return send(0, () -> store.abort(key, uploadId));
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> head(ObjectKey key) {
    return send(0, () -> store.head(key));
  }

  @Override
  public CompletableFuture<Boolean> delete(ObjectKey key, Guard guard) {
    return send(0, () -> store.delete(key, guard));
  }

  @Override
  public int maxDeletes() {
    return store.maxDeletes();
  }

  @Override
  public CompletableFuture<List<CompletableFuture<Boolean>>> deleteAll(
      List<DeleteRequest> objects) {
    return send(0, () -> store.deleteAll(objects));
  }

  @Override
  public CompletableFuture<WriteResult> copy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags, Guard guard) {
    return send(0, () -> store.copy(key, source, headers, tags, guard));
  }

  @Override
  public CompletableFuture<String> beginCopy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags) {
    return send(0, () -> store.beginCopy(key, source, headers, tags));
  }

  @Override
  public CompletableFuture<WriteResult> copyPart(
      ObjectKey key, String uploadId, int number, CopySource source, long offset, long length) {
    return send(0, () -> store.copyPart(key, uploadId, number, source, offset, length));
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> head(CopySource source) {
    return send(0, () -> store.head(source));
  }

  @Override
  public CompletableFuture<Optional<WriteResult>> setProperties(
      ObjectKey key, Properties properties, TagSet tags, Guard guard) {
    return send(0, () -> store.setProperties(key, properties, tags, guard));
  }

  @Override
  public CompletableFuture<TagSet> tags(ObjectKey key, Optional<String> versionId) {
    return send(0, () -> store.tags(key, versionId));
  }

  @Override
  public CompletableFuture<Void> tag(ObjectKey key, Optional<String> versionId, TagSet tags) {
    return send(0, () -> store.tag(key, versionId, tags));
  }

  @Override
  public CompletableFuture<List<StoredVersion>> versions(ObjectKey key) {
    return send(0, () -> store.versions(key));
  }

  @Override
  public CompletableFuture<Boolean> keepsVersions() {
    return send(0, store::keepsVersions);
  }

  /** The store belongs to the caller, who closes it. */
  @Override
  public void close() {}

  private <T> CompletableFuture<T> send(long bytes, Supplier<CompletableFuture<T>> request) {
    if (!halt.maySend()) {
      return halted();
    }
    CompletableFuture<Void> place = pace.request(bytes);
    // A thread that brought another's answer is the transport's, and must not be kept.
    return place.isDone()
        ? sendNow(bytes, request)
        : place.thenComposeAsync(may -> sendNow(bytes, request), senders);
  }

  private <T> CompletableFuture<T> sendNow(long bytes, Supplier<CompletableFuture<T>> request) {
    if (!halt.maySend()) {
      pace.notSent();
      return halted();
    }
    requests.increment();
    return Futures.begin(request)
        .whenComplete(
            (answer, failure) -> {
              pace.answered(bytes);
              if (failure == null) {
                bytesSent.add(bytes);
                failuresInARow.set(0);
              } else {
                failed(Futures.cause(failure));
              }
            });
  }

  private static <T> CompletableFuture<T> halted() {
    return CompletableFuture.failedFuture(new RunCancelledException());
  }

  private void failed(Throwable cause) {
    Optional<Kind> kind =
        cause instanceof StoreException known ? Optional.of(known.kind()) : Optional.empty();
    if (kind.equals(Optional.of(Kind.REFUSED))) {
      failuresInARow.set(0);
    } else if (kind.equals(Optional.of(Kind.FULL))) {
      halt.fail(StocktakeException.environment(cause.getMessage(), cause));
    } else if (failuresInARow.incrementAndGet() >= giveUpAfter) {
      halt.fail(
          StocktakeException.environment(
              giveUpAfter
                  + " requests failed in a row, the last one because "
                  + cause.getMessage()
                  + "; the run stops: mend the cause, then run apply again to resume",
              cause));
    }
  }
}
