package io.stocktake.planner.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.batch.ContentChecksum;
import io.stocktake.planner.inventory.Encryption;
import io.stocktake.planner.reconcile.KeyHash;
import io.stocktake.planner.reconcile.KeyTable;
import io.stocktake.planner.reconcile.OffHeap;
import io.stocktake.planner.reconcile.RemoteObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * MD5s of objects' content, as compute-checksum jobs reported them. Each is of one key with one
 * ETag: of an object that was written over since, nothing is known.
 */
public final class Checksums {
  private final KeyHash hash = KeyHash.random();
  private final List<KeyTable> reports = new ArrayList<>();
  private final OffHeap memory;

  private Checksums(OffHeap memory) {
    this.memory = memory;
  }

  /**
   * Reads completion reports.
   *
   * @param memory where they are kept
   * @param bucket the bucket whose objects are compared; rows of others do not matter
   * @throws StocktakeException if a report is damaged, or tells no MD5 of that bucket's objects
   */
  public static Checksums of(List<CompletionReport> reports, String bucket, OffHeap memory)
      throws IOException {
    Checksums checksums = new Checksums(memory);
    for (CompletionReport report : reports) {
      checksums.add(report, bucket);
    }
    return checksums;
  }

  private void add(CompletionReport report, String bucket) throws IOException {
    KeyTable table = new KeyTable(memory);
    report.rows(
        row -> {
          Optional<ContentChecksum> checksum = ContentChecksum.of(row);
          if (checksum.isPresent() && checksum.get().bucket().equals(bucket)) {
            add(table, checksum.get());
          }
        });
    table.index(1);
    if (table.size() == 0) {
      throw StocktakeException.usage(
          report.describe()
              + " tells no MD5 of an object in "
              + bucket
              + "; name the report of a job that 'plan --resolve checksum-job' made");
    }
    reports.add(table);
  }

  private void add(KeyTable table, ContentChecksum checksum) throws IOException {
    table.add(
        hash(checksum.key().utf8(), checksum.etag()),
        RemoteObject.of(0, Optional.of(checksum.md5()), Encryption.TRANSPARENT, false));
  }

  /** Whether nothing is known of any object. */
  public boolean isEmpty() {
    return reports.isEmpty();
  }

  /** The MD5 of the object that has this key and this ETag, if it is known. */
  public Optional<ETag> md5(byte[] key, ETag etag) {
    for (KeyTable table : reports) {
      Optional<RemoteObject> row = table.find(hash(key, etag)).filter(r -> !r.ambiguous());
      if (row.isPresent()) {
        return Optional.of(row.get().etag());
      }
    }
    return Optional.empty();
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
