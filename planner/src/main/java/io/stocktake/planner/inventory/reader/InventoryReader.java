package io.stocktake.planner.inventory.reader;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.inventory.InventoryManifest;
import io.stocktake.manifests.inventory.InventoryManifest.DataFile;
import io.stocktake.manifests.io.Digests;
import io.stocktake.planner.inventory.InventoryRow;
import io.stocktake.planner.inventory.ObjectVersion;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads the rows of a delivery, several data files at a time. Each file is fetched once into a
 * scratch directory, its size and MD5 checked on the way, and kept there for a second reading.
 */
public final class InventoryReader implements Closeable {
  /** A download over a slow network takes its time to notice that it is not wanted any more. */
  private static final int POLLS_TO_END = 600;

  /** Begins the feed of one data file. */
  @FunctionalInterface
  private interface FeedFactory {
    RowFeed feed(String name, long bytes);
  }

  private final InventoryDelivery delivery;
  private final Path scratch;
  private final Duration poll;
  private final ExecutorService threads;
  private final Set<RowFeed> feeds = ConcurrentHashMap.newKeySet();
  private final AtomicInteger working = new AtomicInteger();
  private volatile boolean tellsEncryption = true;

  /**
   * A reader of one delivery.
   *
   * @param delivery the delivery
   * @param scratch an existing directory for its data files
   * @param threads data files read at the same time
   */
  public InventoryReader(InventoryDelivery delivery, Path scratch, int threads) {
    this(delivery, scratch, threads, Duration.ofSeconds(1));
  }

  /** A reader that checks more or less often whether its threads make progress. */
  InventoryReader(InventoryDelivery delivery, Path scratch, int threads, Duration poll) {
    this.poll = poll;
    this.delivery = delivery;
    this.scratch = scratch;
    this.threads = Executors.newFixedThreadPool(threads, InventoryReader::daemon);
  }

  /** A thread that was left behind must not keep the program from ending. */
  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "inventory");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Gives every current object to the sink, in no order.
   *
   * @return rows read, with those of old versions and delete markers
   * @throws StocktakeException if a file is missing or damaged, or nothing more comes out of it
   */
  public long read(InventoryRow.RowConsumer sink) throws IOException, InterruptedException {
    return read((name, bytes) -> new RowFeed(name, bytes, sink));
  }

  /**
   * Gives every version and every delete marker to the sink, with dates, in no order.
   *
   * @return rows read
   * @throws StocktakeException as {@link #read(InventoryRow.RowConsumer)}
   */
  public long readVersions(ObjectVersion.VersionConsumer sink)
      throws IOException, InterruptedException {
    return read((name, bytes) -> RowFeed.ofVersions(name, bytes, sink));
  }

  private long read(FeedFactory feed) throws IOException, InterruptedException {
    List<Future<Long>> readings = new ArrayList<>();
    for (DataFile file : delivery.manifest().files()) {
      Path fetched = scratch.resolve("inventory-" + readings.size());
      readings.add(threads.submit(() -> readFile(file, fetched, feed)));
    }
    long rows = 0;
    try {
      for (Future<Long> reading : readings) {
        rows += result(reading);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("reading the inventory failed", e.getCause());
    } finally {
      readings.forEach(reading -> reading.cancel(true));
    }
    return rows;
  }

  /** Waits for one reading, and sees to it that none of them stands still. */
  private long result(Future<Long> reading)
      throws IOException, InterruptedException, ExecutionException {
    while (true) {
      try {
        return reading.get(poll.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        Optional<RowFeed> given = feeds.stream().filter(RowFeed::isGivenUp).findFirst();
        if (given.isPresent()) {
          throw given.get().gaveUp();
        }
      }
    }
  }

  /** Whether every file read so far has the column that says how objects are encrypted. */
  public boolean tellsEncryption() {
    return tellsEncryption;
  }

  /**
   * Ends the threads; when it returns, none of them takes rows or writes to the scratch directory
   * any more. One that decodes without end is left behind.
   */
  @Override
  public void close() {
    threads.shutdownNow();
    feeds.forEach(RowFeed::stop);
    try {
      int polls = 0;
      while (!threads.awaitTermination(poll.toNanos(), TimeUnit.NANOSECONDS)
          && !areGivenUp()
          && polls < POLLS_TO_END) {
        polls++;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether no thread does anything but decode what was given up. */
  private boolean areGivenUp() {
    long givenUp = feeds.stream().filter(RowFeed::isGivenUp).count();
    return givenUp > 0 && givenUp == working.get();
  }

  private long readFile(DataFile file, Path fetched, FeedFactory factory) throws IOException {
    String name = delivery.files().describe(file.key());
    if (file.size() == 0) {
      throw StocktakeException.environment(
          name + " is an empty file, which no data file of an inventory is: use another delivery");
    }
    working.incrementAndGet();
    try {
      if (!Files.exists(fetched)) {
        fetch(file, name, fetched);
      }
      RowFeed feed = factory.feed(name, file.size());
      feeds.add(feed);
      if (threads.isShutdown()) {
        feed.stop();
      }
      try {
        Cells.Summary summary = decode(fetched, feed);
        if (!summary.tellsEncryption()) {
          tellsEncryption = false;
        }
        return summary.rows();
      } finally {
        feeds.remove(feed);
      }
    } finally {
      working.decrementAndGet();
    }
  }

  private Cells.Summary decode(Path fetched, RowFeed feed) throws IOException {
    InventoryManifest manifest = delivery.manifest();
    return switch (manifest.format()) {
      case PARQUET -> ParquetRows.read(fetched, feed);
      case CSV -> CsvRows.read(fetched, manifest.schema(), feed);
      case ORC -> OrcRows.read(fetched, feed);
    };
  }

  private void fetch(DataFile file, String name, Path target) throws IOException {
    MessageDigest md5 = Digests.md5();
    long size;
    try (InputStream raw = delivery.files().open(file.key());
        InputStream in = new DigestInputStream(raw, md5)) {
      size = Files.copy(in, target);
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw StocktakeException.environment(
          name
              + ", a data file of the inventory, does not exist; nothing can be concluded"
              + " without it: fetch it again or use another delivery");
    }
    String actual = Digests.hex(md5.digest());
    if (size != file.size() || !actual.equals(file.md5())) {
      Files.delete(target);
      throw StocktakeException.environment(
          String.format(
              "%s is damaged: its manifest promises %d bytes with MD5 %s, there are %d with %s;"
                  + " fetch it again or use another delivery",
              name, file.size(), file.md5(), size, actual));
    }
  }
}
