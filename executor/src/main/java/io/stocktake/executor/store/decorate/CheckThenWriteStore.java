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
 * A store that does not hold to every guard: where it does not, the key is looked at just before it
 * is written or removed, and the request goes without one. What happens between the two is lost.
 */
public final class CheckThenWriteStore extends ForwardingStore {
  private final Set<Guarantee> held;

  /**
   * A store seen through looks.
   *
   * @param held what it holds to
   */
  CheckThenWriteStore(ObjectStore store, Set<Guarantee> held) {
    super(store);
    this.held = Set.copyOf(held);
  }

  /** A store that is looked at where it does not hold to a guard; the store itself if never. */
  public static ObjectStore of(ObjectStore store, Set<Guarantee> held) {
    return held.containsAll(EnumSet.allOf(Guarantee.class))
        ? store
        : new CheckThenWriteStore(store, held);
  }

  @Override
  public CompletableFuture<WriteResult> put(
      ObjectKey key, ByteBuffer body, byte[] md5, ObjectHeaders headers, Guard guard) {
    return looked(
        key, guard, Guarantee.ofPut(guard), held -> store().put(key, body, md5, headers, held));
  }

  @Override
  public CompletableFuture<WriteResult> complete(
      ObjectKey key, String uploadId, List<ETag> parts, Guard guard) {
    return looked(
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

  /** Where a request for many deletes on a guess, each key has one of its own. */
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
    return looked(
        source,
        Guarantee.COPY_SOURCE_IF_MATCH,
        () ->
            looked(
                key,
                guard,
                Guarantee.ofCopy(guard),
                held -> store().copy(key, source, headers, tags, held)));
  }

  @Override
  public CompletableFuture<WriteResult> copyPart(
      ObjectKey key, String uploadId, int number, CopySource source, long offset, long length) {
    return looked(
        source,
        Guarantee.PART_SOURCE_IF_MATCH,
        () -> store().copyPart(key, uploadId, number, source, offset, length));
  }

  private <T> CompletableFuture<T> looked(
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

  private <T> CompletableFuture<T> looked(
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
