package io.stocktake.executor.restore;

import io.stocktake.executor.restore.content.ByteRange;
import io.stocktake.executor.restore.content.ObjectBody;
import io.stocktake.executor.restore.content.ObjectDescription;
import io.stocktake.executor.restore.content.ObjectReader;
import io.stocktake.executor.store.StoreException;
import io.stocktake.executor.store.StoreException.Kind;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.content.PartBoundaries;
import io.stocktake.manifests.content.StoredChecksum;
import io.stocktake.manifests.content.StoredContent;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.restore.RestoreRow;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A bucket in memory, to be read, that does harm when told to. */
final class MemoryReader implements ObjectReader {
  /** What goes wrong with an object's answers. */
  enum Fault {
    NONE,
    ALTERED,
    EXCHANGED,
    MISSING,
    CUT_ONCE,
    CUT_ALWAYS,
    BUSY,
    ARCHIVED
  }

  /** Something to do at each request. */
  @FunctionalInterface
  interface Hook {
    void at(String key) throws StoreException;
  }

  /** An object. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Stored(
      byte[] content,
      ETag etag,
      boolean opaque,
      List<StoredChecksum> checksums,
      Optional<PartBoundaries> parts,
      Map<String, String> metadata) {}

  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> opened = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private volatile Hook hook = key -> {};

  void put(String key, Stored object) {
    objects.put(key, object);
  }

  void put(String key, byte[] content, Map<String, String> metadata) {
    ETag etag = ETag.ofMd5(Digests.md5().digest(content));
    put(key, new Stored(content, etag, false, List.of(), Optional.empty(), metadata));
  }

  Stored get(String key) {
    return objects.get(key);
  }

  void fault(String key, Fault fault) {
    faults.put(key, fault);
  }

  void clearFaults() {
    faults.clear();
    hook = key -> {};
  }

  void at(Hook request) {
    hook = request;
  }

  /** How often an object's bytes were asked for. */
  int opened(String key) {
    return opened.getOrDefault(key, new AtomicInteger()).get();
  }

  long bytes() {
    return bytes.get();
  }

  @Override
  public ObjectBody open(RestoreRow.Source source, Optional<ByteRange> range)
      throws StoreException {
    String key = source.key().value();
    int before = opened.computeIfAbsent(key, k -> new AtomicInteger()).getAndIncrement();
    ObjectDescription description = head(source);
    byte[] content = objects.get(key).content().clone();
    Fault fault = faults.getOrDefault(key, Fault.NONE);
    if (fault == Fault.ALTERED && content.length > 0) {
      content[content.length / 2] ^= 1;
    }
    if (range.isPresent()) {
      content = Arrays.copyOfRange(content, (int) range.get().from(), (int) range.get().to());
    }
    bytes.addAndGet(content.length);
    boolean cut = fault == Fault.CUT_ALWAYS || (fault == Fault.CUT_ONCE && before == 0);
    return new ObjectBody(
        description, cut ? broken(content, content.length / 3) : new ByteArrayInputStream(content));
  }

  private static InputStream broken(byte[] content, int length) {
    return new SequenceInputStream(
        new ByteArrayInputStream(content, 0, length),
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new EOFException("cut");
          }

          @Override
          public int read(byte[] bytes, int offset, int count) throws IOException {
            throw new EOFException("cut");
          }
        });
  }

  @Override
  public ObjectDescription head(RestoreRow.Source source) throws StoreException {
    String key = source.key().value();
    hook.at(key);
    Fault fault = faults.getOrDefault(key, Fault.NONE);
    Stored object = objects.get(key);
    switch (fault) {
      case MISSING -> throw new StoreException(Kind.REFUSED, "the store answered 404 NoSuchKey");
      case EXCHANGED -> throw new StoreException(Kind.REFUSED, "the store answered 412");
      case BUSY -> throw new StoreException(Kind.FAILED, "the store answered 503 SlowDown");
      case ARCHIVED -> throw new StoreException(Kind.DENIED, "the object is archived");
      default -> {}
    }
    if (object == null || !object.etag().equals(source.etag())) {
      throw new StoreException(Kind.REFUSED, "the store answered 412");
    }
    return new ObjectDescription(
        new StoredContent(
            object.etag(),
            object.content().length,
            Optional.empty(),
            object.opaque(),
            object.checksums()),
        object.metadata(),
        "",
        Instant.EPOCH);
  }

  @Override
  public Optional<PartBoundaries> parts(RestoreRow.Source source, StoredContent seen) {
    return objects.get(source.key().value()).parts();
  }
}
