package io.stocktake.aws.compat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.WriteResult;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The objects that a probe writes, and their removal at the end. */
final class ProbeObjects {
  /** A request that is sent when it is wanted. */
  @FunctionalInterface
  interface Request {
    CompletableFuture<?> send() throws IOException;
  }

  private final ObjectStore store;
  private final Set<ObjectKey> keys = new LinkedHashSet<>();
  private final Map<String, ObjectKey> uploads = new LinkedHashMap<>();

  ProbeObjects(ObjectStore store) {
    this.store = store;
  }

  /** Waits for an answer. */
  static <T> T answer(CompletableFuture<T> future) throws IOException {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException known) {
        throw known;
      }
      throw new IOException(e.getCause());
    }
  }

  static ETag md5(String content) {
    return ETag.ofMd5(Digests.md5().digest(content.getBytes(UTF_8)));
  }

  ObjectKey noted(ObjectKey key) {
    keys.add(key);
    return key;
  }

  /** Writes an object without a condition; a store must be able to do that. */
  ETag put(ObjectKey key, String content) throws IOException {
    try {
      return answer(put(key, content, TagSet.EMPTY, Guard.none())).etag();
    } catch (StoreException e) {
      throw StocktakeException.environment(
          "the probe cannot write " + key + ": " + e.getMessage(), e);
    }
  }

  CompletableFuture<WriteResult> put(ObjectKey key, String content, TagSet tags, Guard guard) {
    byte[] bytes = content.getBytes(UTF_8);
    byte[] md5 = Digests.md5().digest(bytes);
    return store.put(noted(key), ByteBuffer.wrap(bytes), md5, headers(tags), guard);
  }

  /** An object with the MD5 of another. */
  CompletableFuture<WriteResult> damaged(ObjectKey key) {
    byte[] md5 = Digests.md5().digest(new byte[1]);
    return store.put(
        noted(key), ByteBuffer.wrap(new byte[2]), md5, headers(TagSet.EMPTY), Guard.none());
  }

  String begin(ObjectKey key, TagSet tags) throws IOException {
    String id = answer(store.begin(key, headers(tags)));
    uploads.put(id, noted(key));
    return id;
  }

  CompletableFuture<ETag> part(ObjectKey key, String upload, String content) {
    byte[] bytes = content.getBytes(UTF_8);
    return store
        .part(key, upload, 1, ByteBuffer.wrap(bytes), Digests.md5().digest(bytes))
        .thenApply(WriteResult::etag);
  }

  /** Writes an object by an upload in one part. */
  CompletableFuture<WriteResult> upload(ObjectKey key, String content, TagSet tags, Guard guard)
      throws IOException {
    String id = begin(key, tags);
    ETag part = answer(part(key, id, content));
    return store.complete(key, id, List.of(part), guard);
  }

  /** Removes all of it, and says of each object or upload that stays why it does. */
  List<String> remove() {
    List<String> left = new ArrayList<>();
    uploads.forEach(
        (id, key) -> removed("the upload " + id + " of " + key, () -> store.abort(key, id), left));
    keys.forEach(key -> removed("the object " + key, () -> store.delete(key, Guard.none()), left));
    return left;
  }

  private static void removed(String what, Request request, List<String> left) {
    try {
      answer(request.send());
    } catch (IOException e) {
      left.add(what + ": " + e.getMessage());
    }
  }

  private static ObjectHeaders headers(TagSet tags) {
    return new ObjectHeaders("text/plain", Properties.NONE, tags);
  }
}
