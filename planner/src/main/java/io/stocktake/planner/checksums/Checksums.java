package io.stocktake.planner.checksums;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.manifests.plan.Plan.Input;
import io.stocktake.planner.join.KeyHash;
import io.stocktake.planner.join.KeyTable;
import io.stocktake.planner.join.OffHeap;
import io.stocktake.planner.reconcile.ETagWorth;
import io.stocktake.planner.reconcile.RemoteObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Content checksums of objects besides their ETags. Each is for one key with one ETag: one of an
 * object that was overwritten since does not count.
 */
public final class Checksums {
  private final KeyHash hash = KeyHash.random();
  private final List<Known> sources = new ArrayList<>();

  /** What one source tells, and how often it was of use. */
  private record Known(String name, KeyTable table, LongAdder matched) {}

  private Checksums() {}

  /**
   * Reads checksums.
   *
   * @param memory where they are kept
   * @param bucket the bucket whose objects are compared
   * @throws StocktakeException if a source is damaged
   */
  public static Checksums of(List<ChecksumSource> sources, String bucket, OffHeap memory)
      throws IOException {
    Checksums checksums = new Checksums();
    for (ChecksumSource source : sources) {
      KeyTable table = new KeyTable(memory);
      source.read(bucket, checksum -> checksums.add(table, checksum));
      table.index(1);
      checksums.sources.add(new Known(source.name(), table, new LongAdder()));
    }
    return checksums;
  }

  private void add(KeyTable table, ContentChecksum checksum) throws IOException {
    table.add(
        hash(checksum.key().utf8(), checksum.etag()),
        RemoteObject.of(0, Optional.of(checksum.md5()), ETagWorth.TRANSPARENT, false));
  }

  /** Whether nothing is known of any object. */
  public boolean isEmpty() {
    return sources.isEmpty();
  }

  /** The MD5 of the object that has this key and this ETag, if it is known. */
  public Optional<ETag> md5(byte[] key, ETag etag) {
    Optional<ETag> md5 = Optional.empty();
    for (Known known : sources) {
      Optional<RemoteObject> row = known.table().find(hash(key, etag)).filter(r -> !r.ambiguous());
      if (row.isPresent()) {
        known.matched().increment();
        md5 = md5.or(() -> row.map(RemoteObject::etag));
      }
    }
    return md5;
  }

  /** Of each source, what it tells and how much of that was asked for. */
  public List<Input> inputs() {
    return sources.stream()
        .map(known -> new Input(known.name(), known.table().size(), known.matched().sum()))
        .toList();
  }

  /** No ETag holds the zero byte between the two. */
  private long[] hash(byte[] key, ETag etag) {
    byte[] tail = etag.value().getBytes(US_ASCII);
    byte[] both = new byte[key.length + 1 + tail.length];
    System.arraycopy(key, 0, both, 0, key.length);
    System.arraycopy(tail, 0, both, key.length + 1, tail.length);
    long[] out = new long[2];
    hash.hash(both, out);
    return out;
  }
}
