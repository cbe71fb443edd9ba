package io.stocktake.executor.store.decorate;

import io.stocktake.executor.store.CopyHeaders;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.StoredVersion;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A store that passes every request on to another one, so that a decorator writes out only what it
 * changes: the hook that all requests pass, or the methods that differ.
 */
abstract class ForwardingStore implements ObjectStore {
  private final ObjectStore store;

  ForwardingStore(ObjectStore store) {
    this.store = store;
  }

  /** The store that requests are passed on to. */
  final ObjectStore store() {
    return store;
  }

  /**
   * The hook that every request passes.
   *
   * @param bytes of its body
   * @param request sends it when it is called
   */
  <T> CompletableFuture<T> around(long bytes, Supplier<CompletableFuture<T>> request) {
    return request.get();
  }

  @Override
  public CompletableFuture<WriteResult> put(
      ObjectKey key, ByteBuffer body, byte[] md5, ObjectHeaders headers, Guard guard) {
    return around(body.remaining(), () -> store.put(key, body, md5, headers, guard));
  }

  @Override
  public CompletableFuture<String> begin(ObjectKey key, ObjectHeaders headers) {
    return around(0, () -> store.begin(key, headers));
  }

  @Override
  public CompletableFuture<WriteResult> part(
      ObjectKey key, String uploadId, int number, ByteBuffer body, byte[] md5) {
    return around(body.remaining(), () -> store.part(key, uploadId, number, body, md5));
  }

  @Override
  public CompletableFuture<WriteResult> complete(
      ObjectKey key, String uploadId, List<ETag> parts, Guard guard) {
    return around(0, () -> store.complete(key, uploadId, parts, guard));
  }

  @Override
  public CompletableFuture<Optional<Map<Integer, ETag>>> parts(ObjectKey key, String uploadId) {
    return around(0, () -> store.parts(key, uploadId));
  }

  @Override
  public CompletableFuture<Void> abort(ObjectKey key, String uploadId) {
    return around(0, () -> store.abort(key, uploadId));
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> head(ObjectKey key) {
    return around(0, () -> store.head(key));
  }

  @Override
  public CompletableFuture<Boolean> delete(ObjectKey key, Guard guard) {
    return around(0, () -> store.delete(key, guard));
  }

  @Override
  public CompletableFuture<Boolean> deleteVersion(ObjectKey key, String versionId) {
    return around(0, () -> store.deleteVersion(key, versionId));
  }

  @Override
  public int maxDeletes() {
    return store.maxDeletes();
  }

  @Override
  public CompletableFuture<List<CompletableFuture<Boolean>>> deleteAll(
      List<DeleteRequest> objects) {
    return around(0, () -> store.deleteAll(objects));
  }

  @Override
  public CompletableFuture<WriteResult> copy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags, Guard guard) {
    return around(0, () -> store.copy(key, source, headers, tags, guard));
  }

  @Override
  public CompletableFuture<String> beginCopy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags) {
    return around(0, () -> store.beginCopy(key, source, headers, tags));
  }

  @Override
  public CompletableFuture<WriteResult> copyPart(
      ObjectKey key, String uploadId, int number, CopySource source, long offset, long length) {
    return around(0, () -> store.copyPart(key, uploadId, number, source, offset, length));
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> head(CopySource source) {
    return around(0, () -> store.head(source));
  }

  @Override
  public CompletableFuture<Optional<WriteResult>> setProperties(
      ObjectKey key, Properties properties, TagSet tags, Guard guard) {
    return around(0, () -> store.setProperties(key, properties, tags, guard));
  }

  @Override
  public CompletableFuture<TagSet> tags(ObjectKey key, Optional<String> versionId) {
    return around(0, () -> store.tags(key, versionId));
  }

  @Override
  public CompletableFuture<Void> tag(ObjectKey key, Optional<String> versionId, TagSet tags) {
    return around(0, () -> store.tag(key, versionId, tags));
  }

  @Override
  public CompletableFuture<List<StoredVersion>> versions(ObjectKey key) {
    return around(0, () -> store.versions(key));
  }

  @Override
  public CompletableFuture<Boolean> keepsVersions() {
    return around(0, store::keepsVersions);
  }

  /** The store belongs to the caller, who closes it. */
  @Override
  public void close() {}
}
