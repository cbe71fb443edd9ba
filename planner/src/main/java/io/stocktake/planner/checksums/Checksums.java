package io.stocktake.planner.checksums;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.manifests.plan.Plan.Input;
import io.stocktake.planner.files.FileIdentity;
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

  /**
   * What one source tells, and how often it was of use.
   *
   * @param objects MD5s by key and ETag of objects
   * @param files MD5s by key and state of files
   */
  private record Known(String name, KeyTable objects, KeyTable files, LongAdder matched) {}

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
      Known known =
          new Known(source.name(), new KeyTable(memory), new KeyTable(memory), new LongAdder());
      source.read(bucket, checksum -> checksums.add(known, checksum));
      known.objects().index(1);
      known.files().index(1);
      checksums.sources.add(known);
    }
    return checksums;
  }

  private void add(Known known, ContentChecksum checksum) throws IOException {
    RemoteObject md5 =
        RemoteObject.of(0, Optional.of(checksum.md5()), ETagWorth.TRANSPARENT, false);
    known.objects().add(hash(checksum.key().utf8(), checksum.etag().value()), md5);
    if (!checksum.file().isEmpty()) {
      known.files().add(hash(checksum.key().utf8(), checksum.file()), md5);
    }
  }

  /** Whether nothing is known of any object. */
  public boolean isEmpty() {
    return sources.isEmpty();
  }

  /** The MD5 of the object that has this key and this ETag, if it is known. */
  public Optional<ETag> md5(byte[] key, ETag etag) {
    Optional<ETag> md5 = Optional.empty();
    for (Known known : sources) {
      Optional<RemoteObject> row = find(known.objects(), key, etag.value());
      if (row.isPresent()) {
        known.matched().increment();
        md5 = md5.or(() -> row.map(RemoteObject::etag));
      }
    }
    return md5;
  }

  /**
   * The MD5 of a file that is still in a state of which it is known.
   *
   * @param key the key it maps to
   * @param identity which file it is, and when it was changed
   */
  public Optional<ETag> md5(byte[] key, FileIdentity identity) {
    String file = identity.id().inode() + " " + identity.changed();
    return sources.stream()
        .flatMap(known -> find(known.files(), key, file).stream())
        .findFirst()
        .map(RemoteObject::etag);
  }

  private Optional<RemoteObject> find(KeyTable table, byte[] key, String tail) {
    return table.find(hash(key, tail)).filter(row -> !row.ambiguous());
  }

  /** Of each source, what it tells and how much of that was asked for. */
  public List<Input> inputs() {
    return sources.stream()
        .map(known -> new Input(known.name(), known.objects().size(), known.matched().sum()))
        .toList();
  }

  /** Neither an ETag nor a state of a file holds the zero byte between the two. */
  private long[] hash(byte[] key, String what) {
    byte[] tail = what.getBytes(US_ASCII);
    byte[] both = new byte[key.length + 1 + tail.length];
    System.arraycopy(key, 0, both, 0, key.length);
    System.arraycopy(tail, 0, both, key.length + 1, tail.length);
    long[] out = new long[2];
    hash.hash(both, out);
    return out;
  }
}
