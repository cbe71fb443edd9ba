package io.stocktake.planner.inventory.listing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.stocktake.manifests.inventory.InventoryManifest;
import io.stocktake.manifests.inventory.InventoryManifest.DataFile;
import io.stocktake.manifests.io.Digests;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * Writes a listing as a delivery in S3 Inventory's layout: {@code
 * BUCKET/CONFIG/STAMP/manifest.json} and its checksum, and Parquet files below {@code
 * BUCKET/CONFIG/data}. Objects may come from several threads.
 */
public final class InventoryWriter implements Closeable {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm'Z'").withZone(ZoneOffset.UTC);

  /** Stands where S3 names the bucket that holds the delivery. */
  private static final String ON_DISK = "on-disk";

  private final Path root;
  private final String bucket;
  private final String prefix;
  private final String folder;
  private final Instant scanned;
  private final long rowsPerFile;
  private final List<DataFile> files = new ArrayList<>();
  private ParquetWriter<ListedRow> current;
  private String currentKey;
  private long rowsInFile;
  private boolean finished;

  /**
   * A writer of one delivery.
   *
   * @param root the directory that stands for the delivery bucket
   * @param bucket the bucket that was listed
   * @param prefix what all listed keys begin with; empty for the whole bucket
   * @param config the name that stands for an inventory configuration
   * @param scanned when the listing began
   * @param rowsPerFile objects a data file holds at most
   */
  public InventoryWriter(
      Path root, String bucket, String prefix, String config, Instant scanned, long rowsPerFile)
      throws IOException {
    this.root = root;
    this.bucket = bucket;
    this.prefix = prefix;
    this.folder = bucket + "/" + config + "/";
    this.scanned = scanned;
    this.rowsPerFile = rowsPerFile;
    Files.createDirectories(root.resolve(folder + "data"));
  }

  /** Adds an object. */
  public synchronized void add(ListedRow row) throws IOException {
    if (current == null) {
      currentKey = folder + "data/" + UUID.randomUUID() + ".parquet";
      current = ListedRow.writer(root.resolve(currentKey), bucket, row.encryption().isPresent());
    }
    current.write(row);
    if (++rowsInFile == rowsPerFile) {
      finishFile();
    }
  }

  /**
   * Completes the delivery: the manifest, and last its checksum.
   *
   * @return where the manifest is
   */
  public synchronized Path finish() throws IOException {
    finishFile();
    Path delivery = root.resolve(folder + STAMP.format(scanned));
    Files.createDirectories(delivery);
    byte[] manifest =
        InventoryManifest.json(
            bucket, ON_DISK, scanned, ListedRow.SCHEMA.toString(), prefix, files);
    Path target = delivery.resolve("manifest.json");
    Files.write(target, manifest);
    String md5 = Digests.hex(Digests.md5().digest(manifest));
    Files.write(delivery.resolve("manifest.checksum"), (md5 + "\n").getBytes(US_ASCII));
    finished = true;
    return target;
  }

  /** Without a {@link #finish} before it, nothing of the delivery stays. */
  @Override
  public synchronized void close() throws IOException {
    if (current != null) {
      current.close();
      current = null;
      Files.delete(root.resolve(currentKey));
    }
    if (!finished) {
      for (DataFile file : files) {
        Files.delete(root.resolve(file.key()));
      }
    }
  }

  private void finishFile() throws IOException {
    if (current == null) {
      return;
    }
    current.close();
    current = null;
    rowsInFile = 0;
    Path file = root.resolve(currentKey);
    files.add(new DataFile(currentKey, Files.size(file), Digests.md5(file)));
  }
}
