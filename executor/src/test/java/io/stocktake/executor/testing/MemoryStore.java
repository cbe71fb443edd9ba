package io.stocktake.executor.testing;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

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
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.rules.Properties;
import io.stocktake.manifests.rules.Property;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A store in memory that honours guards, checks digests and keeps count. */
public final class MemoryStore implements ObjectStore {
  private static final class Content {
    private final byte[] bytes;
    private final ETag etag;
    private final ObjectHeaders headers;

    Content(byte[] bytes, ETag etag, ObjectHeaders headers) {
      this.bytes = bytes;
      this.etag = etag;
      this.headers = headers;
    }

    ETag etag() {
      return etag;
    }

    Content with(ObjectHeaders others) {
      return new Content(bytes, etag, others);
    }
  }

  private record Version(String id, Content content) {}

  private record Upload(ObjectKey key, ObjectHeaders headers, Map<Integer, Content> parts) {}

  private final Map<ObjectKey, Content> objects = new TreeMap<>();
  private final Map<ObjectKey, List<Version>> versions = new TreeMap<>();
  private final Set<String> locked = new HashSet<>();
  private boolean tellsVersions;
  private final Map<String, Upload> uploads = new TreeMap<>();
  private final Map<ObjectKey, Integer> writes = new TreeMap<>();
  private Runnable beforeChange = () -> {};
  private MemoryStore sources = this;
  private boolean deaf;
  private boolean encrypted;
  private boolean versioned;
  private int requests;
  private int uploadsBegun;

  /** Writes and removes whatever the guard says, as some stores do. */
  public synchronized void heedNoGuard() {
    deaf = true;
  }

  /** From now on ETags are no digests, as with SSE-KMS. */
  public synchronized void encrypt() {
    encrypted = true;
  }

  /** Throws all parts of open uploads away, as a lifecycle rule does. */
  public synchronized void expireUploads() {
    uploads.clear();
  }

  /** Runs before each change of an object or of an open upload. */
  public synchronized void beforeChange(Runnable hook) {
    beforeChange = hook;
  }

  /** From now on the bucket keeps versions, of what is written from then on. */
  public synchronized void keepVersions() {
    versioned = true;
  }

  /** Copies come from this store, whatever the bucket they name. */
  public synchronized void copyFrom(MemoryStore other) {
    sources = other;
  }

  /** Tags an object, as somebody else would. */
  public synchronized void seedTags(String key, TagSet tags) {
    retag(new ObjectKey(key), tags);
  }

  public synchronized Optional<ObjectHeaders> headers(String key) {
    return Optional.ofNullable(objects.get(new ObjectKey(key))).map(c -> c.headers);
  }

  /** Puts an object there whose ETag is one of parts. */
  public synchronized ETag seedInParts(String key, byte[] bytes) {
    ETag etag = ETag.ofParts(md5(md5(bytes)), 2);
    hold(new ObjectKey(key), new Content(bytes, etag, ObjectHeaders.named(key)));
    return etag;
  }

  /** Puts an object there, as somebody else would. */
  public synchronized ETag seed(String key, byte[] bytes) {
    Content content = content(bytes).with(ObjectHeaders.named(key));
    hold(new ObjectKey(key), content);
    return content.etag;
  }

  private Optional<String> hold(ObjectKey key, Content content) {
    objects.put(key, content);
    if (!versioned) {
      return Optional.empty();
    }
    List<Version> kept = versions.computeIfAbsent(key, k -> new ArrayList<>());
    kept.add(0, new Version("v" + kept.size(), content));
    return Optional.of(kept.get(0).id);
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
    copy.versioned = versioned;
    versions.forEach((key, kept) -> copy.versions.put(key, new ArrayList<>(kept)));
    uploads.forEach(
        (id, upload) ->
            copy.uploads.put(
                id, new Upload(upload.key, upload.headers, new TreeMap<>(upload.parts))));
    copy.uploadsBegun = uploadsBegun;
    copy.sources = sources == this ? copy : sources;
    return copy;
  }

  @Override
  public synchronized CompletableFuture<WriteResult> put(
      ObjectKey key, ByteBuffer body, byte[] md5, ObjectHeaders headers, Guard guard) {
    requests++;
    Content content = content(bytes(body));
    if (!Arrays.equals(md5(content.bytes), md5)) {
      return failedFuture(new StoreException(Kind.DENIED, "BadDigest"));
    }
    return write(key, guard, content.with(headers));
  }

  @Override
  public synchronized CompletableFuture<String> begin(ObjectKey key, ObjectHeaders headers) {
    requests++;
    beforeChange.run();
    String id = "upload-" + ++uploadsBegun;
    uploads.put(id, new Upload(key, headers, new TreeMap<>()));
    return completedFuture(id);
  }

  @Override
  public synchronized CompletableFuture<WriteResult> part(
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
    beforeChange.run();
    upload.parts.put(number, content);
    return completedFuture(new WriteResult(content.etag, Optional.empty(), encrypted));
  }

  @Override
  public synchronized CompletableFuture<WriteResult> complete(
      ObjectKey key, String uploadId, List<ETag> parts, Guard guard) {
    requests++;
    Upload upload = uploads.get(uploadId);
    if (upload == null) {
      return failedFuture(new StoreException(Kind.UNKNOWN, "NoSuchUpload"));
    }
    if (!upload.parts.values().stream().map(Content::etag).toList().equals(parts)) {
      return failedFuture(new StoreException(Kind.DENIED, "InvalidPart"));
    }
    CompletableFuture<WriteResult> written = write(key, guard, joined(upload));
    if (!written.isCompletedExceptionally()) {
      uploads.remove(uploadId);
    }
    return written;
  }

  @Override
  public synchronized CompletableFuture<Optional<Map<Integer, ETag>>> parts(
      ObjectKey key, String uploadId) {
    requests++;
    return completedFuture(
        Optional.ofNullable(uploads.get(uploadId))
            .map(
                upload -> {
                  Map<Integer, ETag> parts = new TreeMap<>();
                  upload.parts.forEach((number, part) -> parts.put(number, part.etag));
                  return parts;
                }));
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
    Optional<String> version =
        tellsVersions
            ? versions.getOrDefault(key, List.of()).stream().findFirst().map(Version::id)
            : Optional.empty();
    return completedFuture(
        Optional.ofNullable(objects.get(key)).map(content -> stored(content, version)));
  }

  private StoredObject stored(Content content) {
    return stored(content, Optional.empty());
  }

  private StoredObject stored(Content content, Optional<String> version) {
    return new StoredObject(content.etag, content.bytes.length, version, Instant.EPOCH, encrypted);
  }

  /** From now on a HEAD tells the version. */
  public synchronized void tellVersions() {
    tellsVersions = true;
  }

  /** From now on Object Lock keeps this version. */
  public synchronized void lock(String key, String versionId) {
    locked.add(key + " " + versionId);
  }

  @Override
  public synchronized CompletableFuture<Boolean> deleteVersion(ObjectKey key, String versionId) {
    requests++;
    if (locked.contains(key.value() + " " + versionId)) {
      return completedFuture(false);
    }
    versions.getOrDefault(key, new ArrayList<>()).removeIf(v -> v.id.equals(versionId));
    return completedFuture(true);
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
  public synchronized CompletableFuture<List<CompletableFuture<Boolean>>> deleteAll(
      List<DeleteRequest> objects) {
    return completedFuture(
        objects.stream().map(object -> delete(object.key(), object.guard())).toList());
  }

  @Override
  public synchronized CompletableFuture<WriteResult> copy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags, Guard guard) {
    requests++;
    Content from = sources.source(source);
    if (from == null || !from.etag.equals(source.etag())) {
      return refused();
    }
    Content whole = content(from.bytes);
    return write(key, guard, whole.with(added(from.headers, headers, tags)));
  }

  private synchronized Content source(CopySource source) {
    if (source.versionId().isEmpty() || !versions.containsKey(source.key())) {
      return objects.get(source.key());
    }
    return versions.get(source.key()).stream()
        .filter(version -> version.id.equals(source.versionId().get()))
        .findFirst()
        .map(Version::content)
        .orElse(null);
  }

  private static ObjectHeaders added(ObjectHeaders source, CopyHeaders headers, TagSet tags) {
    Properties given =
        headers.whole() ? headers.properties() : source.properties().with(headers.properties());
    String type = headers.properties().get(Property.CONTENT_TYPE).orElse(source.contentType());
    return new ObjectHeaders(type, given, source.tags().with(tags));
  }

  @Override
  public synchronized CompletableFuture<String> beginCopy(
      ObjectKey key, CopySource source, CopyHeaders headers, TagSet tags) {
    Content from = sources.source(source);
    return from == null || !from.etag.equals(source.etag())
        ? refused()
        : begin(key, added(from.headers, headers, tags));
  }

  @Override
  public synchronized CompletableFuture<WriteResult> copyPart(
      ObjectKey key, String uploadId, int number, CopySource source, long offset, long length) {
    Content from = sources.source(source);
    if (from == null || !from.etag.equals(source.etag())) {
      return refused();
    }
    byte[] range = Arrays.copyOfRange(from.bytes, (int) offset, (int) (offset + length));
    return part(key, uploadId, number, ByteBuffer.wrap(range), md5(range));
  }

  @Override
  public synchronized CompletableFuture<Optional<StoredObject>> head(CopySource source) {
    requests++;
    return completedFuture(Optional.ofNullable(sources.source(source)).map(this::stored));
  }

  @Override
  public synchronized CompletableFuture<Optional<WriteResult>> setProperties(
      ObjectKey key, Properties properties, TagSet tags, Guard guard) {
    requests++;
    Content content = objects.get(key);
    // The adapter looks at the object itself, whatever guards the store heeds.
    if (content == null || !guard.etag().equals(Optional.of(content.etag))) {
      return refused();
    }
    Properties all = content.headers.properties().with(properties);
    if (all.equals(content.headers.properties())) {
      return completedFuture(Optional.empty());
    }
    ObjectHeaders given =
        new ObjectHeaders(content.headers.contentType(), all, content.headers.tags().with(tags));
    return write(key, guard, content(content.bytes).with(given)).thenApply(Optional::of);
  }

  @Override
  public synchronized CompletableFuture<TagSet> tags(ObjectKey key, Optional<String> versionId) {
    requests++;
    Content content = objects.get(key);
    return content == null ? refused() : completedFuture(content.headers.tags());
  }

  @Override
  public synchronized CompletableFuture<Void> tag(
      ObjectKey key, Optional<String> versionId, TagSet tags) {
    requests++;
    if (!objects.containsKey(key)) {
      return refused();
    }
    beforeChange.run();
    writes.merge(key, 1, Integer::sum);
    retag(key, tags);
    return completedFuture(null);
  }

  private void retag(ObjectKey key, TagSet tags) {
    Content content = objects.get(key);
    objects.put(
        key,
        content.with(
            new ObjectHeaders(content.headers.contentType(), content.headers.properties(), tags)));
  }

  @Override
  public synchronized CompletableFuture<List<StoredVersion>> versions(ObjectKey key) {
    requests++;
    return completedFuture(
        versions.getOrDefault(key, List.of()).stream()
            .map(v -> new StoredVersion(v.id, v.content.etag, v.content.bytes.length))
            .toList());
  }

  @Override
  public synchronized CompletableFuture<Boolean> keepsVersions() {
    requests++;
    return completedFuture(versioned);
  }

  @Override
  public void close() {}

  private CompletableFuture<WriteResult> write(ObjectKey key, Guard guard, Content content) {
    if (!holds(key, guard)) {
      return refused();
    }
    beforeChange.run();
    writes.merge(key, 1, Integer::sum);
    Optional<String> version = hold(key, content);
    return completedFuture(new WriteResult(content.etag, version, encrypted));
  }

  private static <T> CompletableFuture<T> refused() {
    return failedFuture(new StoreException(Kind.REFUSED, "PreconditionFailed"));
  }

  private boolean holds(ObjectKey key, Guard guard) {
    if (deaf) {
      return true;
    }
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
    return new Content(bytes, ETag.ofMd5(md5), ObjectHeaders.named(""));
  }

  private static Content joined(Upload upload) {
    MessageDigest md5 = Digests.md5();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    upload.parts.values().forEach(part -> all.writeBytes(part.bytes));
    upload.parts.values().forEach(part -> md5.update(part.etag.digest()));
    return new Content(
        all.toByteArray(), ETag.ofParts(md5.digest(), upload.parts.size()), upload.headers);
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
