package io.stocktake.executor.testing;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.executor.store.Written;
import io.stocktake.manifests.Digests;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.plan.Guard;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A store in memory that honours guards, checks digests and keeps count. */
public final class MemoryStore implements ObjectStore {
  private static final class Content {
    private final byte[] bytes;
    private final ETag etag;

    Content(byte[] bytes, ETag etag) {
      this.bytes = bytes;
      this.etag = etag;
    }

    ETag etag() {
      return etag;
    }
  }

  private record Upload(ObjectKey key, Map<Integer, Content> parts) {}

  private final Map<ObjectKey, Content> objects = new TreeMap<>();
  private final Map<String, Upload> uploads = new TreeMap<>();
  private final Map<ObjectKey, Integer> writes = new TreeMap<>();
  private Runnable beforeChange = () -> {};
  private boolean encrypted;
  private int requests;
  private int uploadsBegun;

  /** From now on ETags are no digests, as with SSE-KMS. */
  public synchronized void encrypt() {
    encrypted = true;
  }

  /** Runs before each change of an object, and before each upload begins. */
  public synchronized void beforeChange(Runnable hook) {
    beforeChange = hook;
  }

  /** Puts an object there, as somebody else would. */
  public synchronized ETag seed(String key, byte[] bytes) {
    Content content = content(bytes);
    objects.put(new ObjectKey(key), content);
    return content.etag;
  }

  public synchronized void remove(String key) {
    objects.remove(new ObjectKey(key));
  }

  public synchronized Optional<byte[]> get(String key) {
    return Optional.ofNullable(objects.get(new ObjectKey(key))).map(c -> c.bytes);
  }

  public synchronized Optional<ETag> etag(String key) {
    return Optional.ofNullable(objects.get(new ObjectKey(key))).map(Content::etag);
  }

  public synchronized List<String> keys() {
    return objects.keySet().stream().map(ObjectKey::value).toList();
  }

  public synchronized int requests() {
    return requests;
  }

  public synchronized int openUploads() {
    return uploads.size();
  }

  /** Successful writes and deletes of the key. */
  public synchronized int writes(String key) {
    return writes.getOrDefault(new ObjectKey(key), 0);
  }

  /** The same objects and uploads in a new store. */
  public synchronized MemoryStore copy() {
    MemoryStore copy = new MemoryStore();
    copy.objects.putAll(objects);
    copy.uploads.putAll(uploads);
    copy.uploadsBegun = uploadsBegun;
    return copy;
  }

  @Override
  public synchronized CompletableFuture<Written> put(
      ObjectKey key, ByteBuffer body, byte[] md5, Guard guard) {
    requests++;
    Content content = content(bytes(body));
    if (!Arrays.equals(md5(content.bytes), md5)) {
      return failedFuture(new StoreException(Kind.DENIED, "BadDigest"));
    }
    return write(key, guard, content);
  }

  @Override
  public synchronized CompletableFuture<String> begin(ObjectKey key) {
    requests++;
    beforeChange.run();
    String id = "upload-" + ++uploadsBegun;
    uploads.put(id, new Upload(key, new TreeMap<>()));
    return completedFuture(id);
  }

  @Override
  public synchronized CompletableFuture<Written> part(
      ObjectKey key, String uploadId, int number, ByteBuffer body, byte[] md5) {
    requests++;
    Upload upload = uploads.get(uploadId);
    if (upload == null || !upload.key.equals(key)) {
      return failedFuture(new StoreException(Kind.DENIED, "NoSuchUpload"));
    }
    Content content = content(bytes(body));
    if (!Arrays.equals(md5(content.bytes), md5)) {
      return failedFuture(new StoreException(Kind.DENIED, "BadDigest"));
    }
    upload.parts.put(number, content);
    return completedFuture(new Written(content.etag, Optional.empty(), encrypted));
  }

  @Override
  public synchronized CompletableFuture<Written> complete(
      ObjectKey key, String uploadId, List<ETag> parts, Guard guard) {
    requests++;
    Upload upload = uploads.get(uploadId);
    if (upload == null) {
      return failedFuture(new StoreException(Kind.UNKNOWN, "NoSuchUpload"));
    }
    if (!upload.parts.values().stream().map(Content::etag).toList().equals(parts)) {
      return failedFuture(new StoreException(Kind.DENIED, "InvalidPart"));
    }
    CompletableFuture<Written> written = write(key, guard, joined(upload));
    if (!written.isCompletedExceptionally()) {
      uploads.remove(uploadId);
    }
    return written;
  }

  @Override
  public synchronized CompletableFuture<Void> abort(ObjectKey key, String uploadId) {
    requests++;
    uploads.remove(uploadId);
    return completedFuture(null);
  }

  @Override
  public synchronized CompletableFuture<Optional<StoredObject>> head(ObjectKey key) {
    requests++;
    return completedFuture(
        Optional.ofNullable(objects.get(key))
            .map(
                c ->
                    new StoredObject(
                        c.etag, c.bytes.length, Optional.empty(), Instant.EPOCH, encrypted)));
  }

  @Override
  public synchronized CompletableFuture<Boolean> delete(ObjectKey key, Guard guard) {
    requests++;
    if (!objects.containsKey(key)) {
      return completedFuture(false);
    }
    if (!holds(key, guard)) {
      return refused();
    }
    beforeChange.run();
    writes.merge(key, 1, Integer::sum);
    objects.remove(key);
    return completedFuture(true);
  }

  @Override
  public void close() {}

  private CompletableFuture<Written> write(ObjectKey key, Guard guard, Content content) {
    if (!holds(key, guard)) {
      return refused();
    }
    beforeChange.run();
    writes.merge(key, 1, Integer::sum);
    objects.put(key, content);
    return completedFuture(new Written(content.etag, Optional.empty(), encrypted));
  }

  private static <T> CompletableFuture<T> refused() {
    return failedFuture(new StoreException(Kind.REFUSED, "PreconditionFailed"));
  }

  private boolean holds(ObjectKey key, Guard guard) {
    Optional<ETag> now = Optional.ofNullable(objects.get(key)).map(Content::etag);
    return switch (guard.state()) {
      case ABSENT -> now.isEmpty();
      case MATCH -> now.equals(guard.etag());
      case NONE -> throw new AssertionError("a write of " + key + " without a guard");
    };
  }

  private Content content(byte[] bytes) {
    byte[] md5 = md5(bytes);
    md5[0] ^= (byte) (encrypted ? 0x55 : 0);
    return new Content(bytes, ETag.ofMd5(md5));
  }

  private static Content joined(Upload upload) {
    MessageDigest md5 = Digests.md5();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    upload.parts.values().forEach(part -> all.writeBytes(part.bytes));
    upload.parts.values().forEach(part -> md5.update(part.etag.digest()));
    return new Content(all.toByteArray(), ETag.ofParts(md5.digest(), upload.parts.size()));
  }

  private static byte[] bytes(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }

  private static byte[] md5(byte[] bytes) {
    return Digests.md5().digest(bytes);
  }
}
