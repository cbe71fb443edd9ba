package io.stocktake.lab.store;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.store.content.Blobs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All buckets, in a directory: {@code buckets/<name>.log}, {@code blobs/}, and a lock that keeps a
 * second lab out.
 */
public final class Store implements Closeable {
  private static final String SUFFIX = ".log";

  private final Path folder;
  private final FileChannel lock;
  private final Blobs blobs;
  private final String region;
  private final Clock clock;
  private final NavigableMap<String, Bucket> buckets = new ConcurrentSkipListMap<>();

  private Store(Path data, FileChannel lock, String region, Clock clock) throws IOException {
    this.folder = Files.createDirectories(data.resolve("buckets"));
    this.lock = lock;
    this.region = region;
    this.clock = clock;
    this.blobs = new Blobs(data.resolve("blobs"));
  }

  /**
   * Opens a data directory, making it if needed.
   *
   * @param region the Region of all its buckets
   * @throws IOException if another lab has it open
   */
  public static Store open(Path data, String region, Clock clock) throws IOException {
    Files.createDirectories(data);
    FileChannel lock =
        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() == null) {
        throw new IOException("another lab uses " + data);
      }
      Store store = new Store(data, lock, region, clock);
      store.load();
      return store;
    } catch (OverlappingFileLockException e) {
      lock.close();
      throw new IOException("another lab of this process uses " + data, e);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private void load() throws IOException {
    Set<Long> named = new HashSet<>();
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path log : logs) {
        String file = log.getFileName().toString();
        String name = file.substring(0, file.length() - SUFFIX.length());
        Bucket bucket = Bucket.open(name, log, blobs, clock);
        buckets.put(name, bucket);
        named.addAll(bucket.blobIds());
      }
    }
    blobs.sweep(named);
  }

  /** The Region of all buckets. */
  public String region() {
    return region;
  }

  /** Where bodies are. */
  public Blobs blobs() {
    return blobs;
  }

  /** All buckets by name. */
  public Collection<Bucket> buckets() {
    return buckets.values();
  }

  /**
   * A bucket by name.
   *
   * @throws S3Exception NoSuchBucket
   */
  public Bucket bucket(String name) {
    Bucket bucket = buckets.get(name);
    if (bucket == null) {
      throw new S3Exception(S3Error.NO_SUCH_BUCKET).with("BucketName", name);
    }
    return bucket;
  }

  /**
   * Creates a bucket.
   *
   * @throws S3Exception BucketAlreadyOwnedByYou
   */
  public synchronized Bucket create(String name) throws IOException {
    if (buckets.containsKey(name)) {
      throw new S3Exception(S3Error.BUCKET_ALREADY_OWNED).with("BucketName", name);
    }
    Bucket bucket = Bucket.open(name, folder.resolve(name + SUFFIX), blobs, clock);
    bucket.create();
    buckets.put(name, bucket);
    return bucket;
  }

  /**
   * Deletes an empty bucket.
   *
   * @throws S3Exception NoSuchBucket, BucketNotEmpty
   */
  public synchronized void delete(String name) throws IOException {
    Bucket bucket = bucket(name);
    if (!bucket.retire()) {
      throw new S3Exception(S3Error.BUCKET_NOT_EMPTY).with("BucketName", name);
    }
    buckets.remove(name);
    bucket.close();
    Files.deleteIfExists(folder.resolve(name + SUFFIX));
  }

  @Override
  public void close() throws IOException {
    for (Bucket bucket : buckets.values()) {
      bucket.close();
    }
    lock.close();
  }
}
