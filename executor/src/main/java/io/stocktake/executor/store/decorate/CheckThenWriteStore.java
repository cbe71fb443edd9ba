package io.stocktake.executor.store.decorate;

import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.Guarantee;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decorator for stores that ignore some conditions: a HEAD of the key goes just before the write or
 * delete, which is sent without a condition. What others write between the two is lost.
 */
public final class CheckThenWriteStore extends ForwardingStore {
  private final Set<Guarantee> held;

  /**
   * A store with a check before each write it cannot guard.
   *
   * @param held the guarantees it gives
   */
  CheckThenWriteStore(ObjectStore store, Set<Guarantee> held) {
    super(store);
    this.held = Set.copyOf(held);
  }

  /** The decorated store, or the store itself if it gives all guarantees. */
  public static ObjectStore of(ObjectStore store, Set<Guarantee> held) {
    return held.containsAll(EnumSet.allOf(Guarantee.class))
        ? store
        : new CheckThenWriteStore(store, held);
  }

  @Override
  public CompletableFuture<WriteResult> put(
      ObjectKey key, ByteBuffer body, byte[] md5, ObjectHeaders headers, Guard guard) {
    return checked(
        key, guard, Guarantee.ofPut(guard), held -> store().put(key, body, md5, headers, held));
  }

  @Override
  public CompletableFuture<WriteResult> complete(
      ObjectKey key, String uploadId, List<ETag> parts, Guard guard) {
    return checked(
        key,
        guard,
        Guarantee.ofComplete(guard),
        held -> store().complete(key, uploadId, parts, held));
  }

  @Override
  public CompletableFuture<Boolean> delete(ObjectKey key, Guard guard) {
    if (held.contains(Guarantee.DELETE_IF_MATCH)) {
      return store().delete(key, guard);
    }
    return store()
        .head(key)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(false)
                    : ifHolds(guard, found, none -> store().delete(key, none)));
  }

  /** Where one request would delete several keys unguarded, each key has a request of its own. */
  @Override
  public int maxDeletes() {
    return held.contains(Guarantee.DELETE_MANY_IF_MATCH) ? store().maxDeletes() : 1;
  }

  @Override
  public CompletableFuture<List<CompletableFuture<Boolean>>> deleteAll(
      List<DeleteRequest> objects) {
    return held.contains(Guarantee.DELETE_MANY_IF_MATCH)
        ? store().deleteAll(objects)
        : CompletableFuture.completedFuture(
            objects.stream().map(object -> delete(object.key(), object.guard())).toList());
  }

  @Override
  public CompletableFuture<WriteResult> copy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags, Guard guard) {
    return checked(
        source,
        Guarantee.COPY_SOURCE_IF_MATCH,
        () ->
            checked(
                key,
                guard,
                Guarantee.ofCopy(guard),
                held -> store().copy(key, source, headers, tags, held)));
  }

  @Override
  public CompletableFuture<WriteResult> copyPart(
      ObjectKey key, String uploadId, int number, CopySource source, long offset, long length) {
    return checked(
        source,
        Guarantee.PART_SOURCE_IF_MATCH,
        () -> store().copyPart(key, uploadId, number, source, offset, length));
  }

  private <T> CompletableFuture<T> checked(
      CopySource source, Guarantee needed, Supplier<CompletableFuture<T>> request) {
    if (held.contains(needed)) {
      return request.get();
    }
    return store()
        .head(source)
        .thenCompose(
            found ->
                found.filter(o -> o.etag().equals(source.etag())).isPresent()
                    ? request.get()
                    : CompletableFuture.failedFuture(
                        new StoreException(
                            Kind.REFUSED, "the copy's source is not as the plan saw it")));
  }

  private <T> CompletableFuture<T> checked(
      ObjectKey key, Guard guard, Guarantee needed, Function<Guard, CompletableFuture<T>> request) {
    if (held.contains(needed)) {
      return request.apply(guard);
    }
    return store().head(key).thenCompose(found -> ifHolds(guard, found, request));
  }

  private static <T> CompletableFuture<T> ifHolds(
      Guard guard, Optional<StoredObject> found, Function<Guard, CompletableFuture<T>> request) {
    return guard.holds(found.map(StoredObject::etag))
        ? request.apply(Guard.none())
        : CompletableFuture.failedFuture(
            new StoreException(Kind.REFUSED, "the key is not as the plan saw it"));
  }
}
