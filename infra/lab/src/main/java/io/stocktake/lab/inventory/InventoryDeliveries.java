package io.stocktake.lab.inventory;

import io.stocktake.lab.digest.Digest;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.ingest.IngestedBody;
import io.stocktake.lab.objects.ObjectWriter;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Entry;
import io.stocktake.lab.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Delivers inventories now. The rows come in no order, as S3 promises none; the order depends on
 * the time of the scan alone. {@code manifest.checksum} comes last, as the sign of completeness.
 */
public final class InventoryDeliveries {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter HIVE_STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm").withZone(ZoneOffset.UTC);

  private final Store store;
  private final ObjectWriter writer;
  private final int maxRows;
  private final Clock clock;

  /**
   * Delivers from and to a store.
   *
   * @param maxRows the most rows in a data file
   */
  public InventoryDeliveries(Store store, ObjectWriter writer, int maxRows, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.maxRows = maxRows;
    this.clock = clock;
  }

  /** Where a manifest is. */
  public record Location(String bucket, String manifestKey) {}

  /** A version of a key, not yet decoded. */
  private record Found(Entry entry, int version) {}

  /**
   * Scans a bucket and delivers.
   *
   * @param gap what is not listed
   * @throws S3Exception NoSuchBucket, NoSuchConfiguration; NotImplemented for ORC
   */
  public Location deliver(String sourceBucket, String id, Gap gap) throws IOException {
    Bucket source = store.bucket(sourceBucket);
    InventoryConfiguration configuration = InventoryConfigurations.find(source, id);
    if (configuration.format() == InventoryConfiguration.Format.ORC) {
      throw S3Exception.notImplemented("inventory in ORC");
    }
    Bucket destination = store.bucket(configuration.destination());
    Instant now = clock.instant();
    Instant scan = now.truncatedTo(ChronoUnit.MINUTES);
    String folder = configuration.folder(sourceBucket);
    List<Found> rows = scan(source, configuration);
    rows.removeIf(row -> isMissed(row, gap, now));
    Collections.shuffle(rows, new Random(now.toEpochMilli()));
    List<Manifest.Entry> files = new ArrayList<>();
    for (int start = 0; start < rows.size(); start += maxRows) {
      List<Found> some = rows.subList(start, Math.min(rows.size(), start + maxRows));
      String key = folder + "data/" + uuid(folder, now, start) + configuration.format().suffix();
      IngestedBody data = writeData(source, destination, configuration, key, some);
      files.add(new Manifest.Entry(key, data.size(), data.md5()));
    }
    Manifest manifest = new Manifest(sourceBucket, configuration, scan, files);
    return deliver(destination, folder, manifest);
  }

  private static List<Found> scan(Bucket source, InventoryConfiguration configuration) {
    List<Found> rows = new ArrayList<>();
    source
        .entriesOf(configuration.filter())
        .forEachRemaining(
            entry -> {
              int versions = configuration.allVersions() ? entry.count() : 1;
              for (int i = 0; i < versions; i++) {
                if (configuration.allVersions() || !entry.current().deleteMarker()) {
                  rows.add(new Found(entry, i));
                }
              }
            });
    return rows;
  }

  private static boolean isMissed(Found row, Gap gap, Instant now) {
    Instant written = row.entry().version(row.version()).modified();
    boolean late = !gap.lag().isZero() && written.isAfter(now.minus(gap.lag()));
    return late || gap.prefix().filter(row.entry().key()::startsWith).isPresent();
  }

  /** Names repeat only if clock and configuration do. */
  private static UUID uuid(String folder, Instant now, int start) {
    String name = folder + now + start;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private IngestedBody writeData(
      Bucket source,
      Bucket destination,
      InventoryConfiguration configuration,
      String key,
      List<Found> rows)
      throws IOException {
    Instant now = clock.instant();
    Path file = Files.createTempFile("inventory", configuration.format().suffix());
    try {
      try (DataFile data = open(Files.newOutputStream(file), configuration)) {
        for (Found row : rows) {
          int i = row.version();
          data.add(
              new InventoryRow(
                  source.name(), row.entry().key(), row.entry().version(i), i == 0, now));
        }
      }
      try (InputStream in = Files.newInputStream(file)) {
        return writer.store(destination, key, in, "application/octet-stream");
      }
    } finally {
      Files.delete(file);
    }
  }

  private static DataFile open(OutputStream out, InventoryConfiguration configuration)
      throws IOException {
    return configuration.format() == InventoryConfiguration.Format.CSV
        ? new CsvFile(out, configuration.fields())
        : new ParquetFile(out, configuration.fields());
  }

  private Location deliver(Bucket destination, String folder, Manifest manifest)
      throws IOException {
    String dated = folder + STAMP.format(manifest.scan()) + "/";
    byte[] json = manifest.json().getBytes(StandardCharsets.UTF_8);
    String md5 = HexFormat.of().formatHex(Digest.message("MD5").digest(json));
    String symlinks =
        manifest.files().stream()
            .map(file -> "s3://" + destination.name() + "/" + file.key() + "\n")
            .collect(Collectors.joining());
    String hive = folder + "hive/dt=" + HIVE_STAMP.format(manifest.scan()) + "/symlink.txt";
    store(destination, hive, symlinks.getBytes(StandardCharsets.UTF_8));
    store(destination, dated + "manifest.json", json);
    store(destination, dated + "manifest.checksum", (md5 + "\n").getBytes(StandardCharsets.UTF_8));
    return new Location(destination.name(), dated + "manifest.json");
  }

  private void store(Bucket destination, String key, byte[] bytes) throws IOException {
    writer.store(destination, key, new ByteArrayInputStream(bytes), "application/octet-stream");
  }
}
