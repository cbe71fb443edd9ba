package io.stocktake.executor.testing;

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
import java.util.function.Supplier;

/** A store behind a bad line: each request meets the fault that is chosen for it. */
public final class FaultyStore implements ObjectStore {
  /** What is asked of the store. */
  public enum Op {
    PUT,
    BEGIN,
    PART,
    PARTS,
    COMPLETE,
    ABORT,
    HEAD,
    DELETE,
    DELETE_ALL,
    COPY,
    BEGIN_COPY,
    COPY_PART,
    HEAD_SOURCE,
    TAGS,
    TAG,
    SET_PROPERTIES
  }

  /** What becomes of a request. */
  public enum Fault {
    NONE,
    /** It never arrives, and nobody knows. */
    LOST_REQUEST,
    /** It is carried out, and nobody knows. */
    LOST_ANSWER,
    /** It arrives twice, and the second answer is the one heard. */
    TWICE,
    FAILED,
    DENIED,
    FATAL,
    /** No answer ever comes. */
    HANGS
  }

  /** Chooses a fault. */
  public interface Faults {
    /** The fault of the next request. */
    Fault next(Op op, ObjectKey key);
  }

  private final ObjectStore store;
  private final Faults faults;
  private final Executor line;

  /** A store whose answers come at once, in the caller's thread. */
  public FaultyStore(ObjectStore store, Faults faults) {
    this(store, faults, Runnable::run);
  }

  /** A store whose requests are carried out by {@code line}. */
  public FaultyStore(ObjectStore store, Faults faults, Executor line) {
    this.store = store;
    this.faults = faults;
    this.line = line;
  }

  @Override
  public CompletableFuture<WriteResult> put(
      ObjectKey key, ByteBuffer body, byte[] md5, ObjectHeaders headers, Guard guard) {
    return send(Op.PUT, key, () -> store.put(key, body, md5, headers, guard));
  }

  @Override
  public CompletableFuture<String> begin(ObjectKey key, ObjectHeaders headers) {
    return send(Op.BEGIN, key, () -> store.begin(key, headers));
  }

  @Override
  public CompletableFuture<WriteResult> part(
      ObjectKey key, String uploadId, int number, ByteBuffer body, byte[] md5) {
    return send(Op.PART, key, () -> store.part(key, uploadId, number, body, md5));
  }

  @Override
  public CompletableFuture<WriteResult> complete(
      ObjectKey key, String uploadId, List<ETag> parts, Guard guard) {
    return send(Op.COMPLETE, key, () -> store.complete(key, uploadId, parts, guard));
  }

  @Override
  public CompletableFuture<Optional<Map<Integer, ETag>>> parts(ObjectKey key, String uploadId) {
    return send(Op.PARTS, key, () -> store.parts(key, uploadId));
  }

  @Override
  public CompletableFuture<Void> abort(ObjectKey key, String uploadId) {
    return send(Op.ABORT, key, () -> store.abort(key, uploadId));
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> head(ObjectKey key) {
    return send(Op.HEAD, key, () -> store.head(key));
  }

  @Override
  public CompletableFuture<Boolean> delete(ObjectKey key, Guard guard) {
    return send(Op.DELETE, key, () -> store.delete(key, guard));
  }

  @Override
  public CompletableFuture<Boolean> deleteVersion(ObjectKey key, String versionId) {
    return send(Op.DELETE, key, () -> store.deleteVersion(key, versionId));
  }

  /** The line may lose them together; else each is served, or not, as if it were alone. */
  @Override
  public CompletableFuture<List<CompletableFuture<Boolean>>> deleteAll(
      List<DeleteRequest> objects) {
    return send(
        Op.DELETE_ALL,
        objects.get(0).key(),
        () ->
            CompletableFuture.completedFuture(
                objects.stream().map(object -> delete(object.key(), object.guard())).toList()));
  }

  @Override
  public CompletableFuture<WriteResult> copy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags, Guard guard) {
    return send(Op.COPY, key, () -> store.copy(key, source, headers, tags, guard));
  }

  @Override
  public CompletableFuture<String> beginCopy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags) {
    return send(Op.BEGIN_COPY, key, () -> store.beginCopy(key, source, headers, tags));
  }

  @Override
  public CompletableFuture<WriteResult> copyPart(
      ObjectKey key, String uploadId, int number, CopySource source, long offset, long length) {
    return send(
        Op.COPY_PART, key, () -> store.copyPart(key, uploadId, number, source, offset, length));
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> head(CopySource source) {
    return send(Op.HEAD_SOURCE, source.key(), () -> store.head(source));
  }

  @Override
  public CompletableFuture<Optional<WriteResult>> setProperties(
      ObjectKey key, Properties properties, TagSet tags, Guard guard) {
    return send(Op.SET_PROPERTIES, key, () -> store.setProperties(key, properties, tags, guard));
  }

  @Override
  public CompletableFuture<TagSet> tags(ObjectKey key, Optional<String> versionId) {
    return send(Op.TAGS, key, () -> store.tags(key, versionId));
  }

  @Override
  public CompletableFuture<Void> tag(ObjectKey key, Optional<String> versionId, TagSet tags) {
    return send(Op.TAG, key, () -> store.tag(key, versionId, tags));
  }

  @Override
  public CompletableFuture<List<StoredVersion>> versions(ObjectKey key) {
    return store.versions(key);
  }

  @Override
  public CompletableFuture<Boolean> keepsVersions() {
    return store.keepsVersions();
  }

  @Override
  public void close() {
    store.close();
  }

  private <T> CompletableFuture<T> send(
      Op op, ObjectKey key, Supplier<CompletableFuture<T>> request) {
    Fault fault = faults.next(op, key);
    return CompletableFuture.completedFuture(fault)
        .thenComposeAsync(chosen -> meet(chosen, request), line);
  }

  private static <T> CompletableFuture<T> meet(
      Fault fault, Supplier<CompletableFuture<T>> request) {
    return switch (fault) {
      case NONE -> request.get();
      case LOST_REQUEST -> lost();
      case LOST_ANSWER -> request.get().handle((x, y) -> null).thenCompose(x -> lost());
      case TWICE -> request.get().handle((x, y) -> null).thenCompose(x -> request.get());
      case FAILED -> failed(Kind.FAILED, "the store is busy");
      case DENIED -> failed(Kind.DENIED, "access denied");
      case FATAL -> failed(Kind.FATAL, "the bucket does not exist");
      case HANGS -> new CompletableFuture<>();
    };
  }

  private static <T> CompletableFuture<T> lost() {
    return failed(Kind.UNKNOWN, "the connection broke");
  }

  private static <T> CompletableFuture<T> failed(Kind kind, String message) {
    return CompletableFuture.failedFuture(new StoreException(kind, message));
  }
}
