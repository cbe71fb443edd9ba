package io.stocktake.planner.inventory;

import io.stocktake.manifests.Digests;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.inventory.InventoryManifest;
import io.stocktake.manifests.inventory.InventoryManifest.DataFile;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Reads the rows of a delivery, several data files at a time. Each file is fetched once into a
 * scratch directory, its size and MD5 checked on the way, and kept there for a second reading.
 */
public final class InventoryReader implements Closeable {
  private final InventoryDelivery delivery;
  private final Path scratch;
  private final ExecutorService threads;
  private volatile boolean tellsEncryption = true;

  /**
   * A reader of one delivery.
   *
   * @param delivery the delivery
   * @param scratch an existing directory for its data files
   * @param threads data files read at the same time
   */
  public InventoryReader(InventoryDelivery delivery, Path scratch, int threads) {
    this.delivery = delivery;
    this.scratch = scratch;
    this.threads = Executors.newFixedThreadPool(threads);
  }

  /**
   * Gives every current object to the sink, in no order.
   *
   * @return rows read, with those of old versions and delete markers
   * @throws StocktakeException if a file is missing or damaged
   */
  public long read(InventoryRow.Sink sink) throws IOException, InterruptedException {
    List<Future<Long>> readings = new ArrayList<>();
    for (DataFile file : delivery.manifest().files()) {
      Path fetched = scratch.resolve("inventory-" + readings.size());
      readings.add(threads.submit(() -> readFile(file, fetched, sink)));
    }
    long rows = 0;
    try {
      for (Future<Long> reading : readings) {
        rows += reading.get();
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

  /** Whether every file read so far has the column that says how objects are encrypted. */
  public boolean tellsEncryption() {
    return tellsEncryption;
  }

  /** Ends the threads; when it returns, none of them writes to the scratch directory any more. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      while (!threads.awaitTermination(1, TimeUnit.HOURS)) {
        // a download over a slow network takes its time
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long readFile(DataFile file, Path fetched, InventoryRow.Sink sink) throws IOException {
    String name = delivery.files().describe(file.key());
    if (!Files.exists(fetched)) {
      fetch(file, name, fetched);
    }
    InventoryManifest manifest = delivery.manifest();
    Cells.Summary summary =
        switch (manifest.format()) {
          case PARQUET -> ParquetRows.read(fetched, name, sink);
          case CSV -> CsvRows.read(fetched, manifest.schema(), name, sink);
          case ORC -> OrcRows.read(fetched, name, sink);
        };
    if (!summary.tellsEncryption()) {
      tellsEncryption = false;
    }
    return summary.rows();
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
