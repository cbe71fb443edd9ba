package io.stocktake.planner.inventory.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.inventory.InventoryManifest.Format;
import io.stocktake.manifests.inventory.LocalDeliveryFiles;
import io.stocktake.planner.TestDelivery;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.inventory.InventoryRow;
import io.stocktake.planner.inventory.listing.InventoryWriter;
import io.stocktake.planner.inventory.listing.ListedRow;
import io.stocktake.planner.reconcile.ETagWorth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class InventoryReaderTest {
  private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";

  @TempDir private Path dir;

  @Test
  void readsAllFilesAndIgnoresUnknownColumns() throws Exception {
    TestDelivery delivery = new TestDelivery(dir, "bucket", TestDelivery.ALL_VERSIONS);
    List<Row> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      many.add(version("many/" + i, i, "v" + i, true, false));
    }
    delivery.file(many).file(List.of(version("größe/😀 +%.jpg", 5, null, true, false)));
    Map<String, InventoryRow> rows = read(delivery.open());
    assertThat(rows).hasSize(10_001);
    assertThat(rows.get("many/777").size()).isEqualTo(777);
    assertThat(rows.get("many/777").versionId()).contains("v777");
    assertThat(rows.get("größe/😀 +%.jpg").versionId()).isEmpty();
  }

  @Test
  void ofAllVersionsOnlyTheCurrentOneCountsInAnyOrder() throws Exception {
    TestDelivery delivery = new TestDelivery(dir, "bucket", TestDelivery.ALL_VERSIONS);
    delivery
        .file(
            List.of(
                version("kept", 1, "old", false, false),
                version("gone", 2, "old", false, false),
                version("back", 3, "new", true, false)))
        .file(
            List.of(
                version("gone", null, "marker", true, true),
                version("back", null, "marker", false, true),
                version("kept", 4, "new", true, false)));
    Map<String, InventoryRow> rows = read(delivery.open());
    assertThat(rows).containsOnlyKeys("kept", "back");
    assertThat(rows.get("kept").size()).isEqualTo(4);
    assertThat(rows.get("kept").versionId()).contains("new");
  }

  @Test
  void whatARowLacksIsSaid() throws Exception {
    TestDelivery delivery = new TestDelivery(dir, "bucket", TestDelivery.CURRENT);
    delivery.file(
        List.of(
            new Row("no-size", null, MD5, "SSE-S3", null, null, null),
            new Row("no-etag", 1L, null, "SSE-S3", null, null, null),
            new Row("kms", 1L, MD5, "SSE-KMS", null, null, null),
            new Row("ssec", 1L, MD5, "SSE-C", null, null, null),
            new Row("none", 1L, MD5, "NOT-SSE", null, null, null),
            new Row("unsaid", 1L, MD5, null, null, null, null)));
    Map<String, InventoryRow> rows = read(delivery.open());
    assertThat(rows.get("no-size").size()).isNegative();
    assertThat(rows.get("no-etag").etag()).isEmpty();
    assertThat(rows.get("kms").encryption()).isEqualTo(ETagWorth.OPAQUE);
    assertThat(rows.get("ssec").encryption()).isEqualTo(ETagWorth.CUSTOMER_KEY);
    assertThat(rows.get("none").encryption()).isEqualTo(ETagWorth.TRANSPARENT);
    assertThat(rows.get("unsaid").encryption()).isEqualTo(ETagWorth.OPAQUE);
  }

  @Test
  void aMissingColumnIsNamed() throws Exception {
    String schema =
        "message s3.inventory { required binary bucket (STRING); "
            + "required binary key (STRING); optional int64 size; }";
    TestDelivery delivery = new TestDelivery(dir, "bucket", schema);
    delivery.file(List.of(Row.current("a", 1, MD5)));
    assertFails(delivery.open(), "has no column e_tag");
  }

  @Test
  void aTruncatedFileIsRefused() throws Exception {
    InventoryDelivery delivery = oneFile();
    Path file = dir.resolve("data/0.parquet");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertFails(delivery, "0.parquet is damaged");
  }

  @Test
  void aFlippedBitIsRefused() throws Exception {
    InventoryDelivery delivery = oneFile();
    Path file = dir.resolve("data/0.parquet");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertFails(delivery, "0.parquet is damaged");
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    InventoryDelivery delivery = oneFile();
    Files.delete(dir.resolve("data/0.parquet"));
    assertFails(delivery, "does not exist");
  }

  @Test
  void aFileThatIsNotParquetIsRefused() throws Exception {
    TestDelivery delivery = new TestDelivery(dir, "bucket", TestDelivery.CURRENT);
    delivery.file(List.of(Row.current("a", 1, MD5)));
    Path file = dir.resolve("data/0.parquet");
    Files.writeString(file, "PAR1 but not really PAR1");
    TestDelivery lying = new TestDelivery(dir.resolve("lying"), "bucket", TestDelivery.CURRENT);
    Files.copy(file, dir.resolve("lying/data/0.parquet"));
    assertFails(lying.adopt("data/0.parquet").open(), "is not a Parquet file");
  }

  @Test
  void aListingBecomesADeliveryThatReadsTheSame() throws Exception {
    Instant scanned = Instant.parse("2026-11-23T10:11:12Z");
    Path manifest;
    try (InventoryWriter writer =
        new InventoryWriter(dir, "my-bucket", "", "listing", scanned, 40)) {
      for (int i = 0; i < 100; i++) {
        writer.add(new ListedRow("k/" + i, i, scanned, new ETag(MD5), "STANDARD"));
      }
      manifest = writer.finish();
    }
    assertThat(dir.relativize(manifest))
        .hasToString("my-bucket/listing/2026-11-23T10-11Z/manifest.json");
    InventoryDelivery delivery =
        InventoryDelivery.find(new LocalDeliveryFiles(dir), "my-bucket/listing");
    assertThat(delivery.manifest().files()).hasSize(3);
    assertThat(delivery.manifest().scanned()).isEqualTo(scanned);
    Map<String, InventoryRow> rows = read(delivery);
    assertThat(rows).hasSize(100);
    assertThat(rows.get("k/42").size()).isEqualTo(42);
    assertThat(rows.get("k/42").etag()).contains(new ETag(MD5));
  }

  /** The ORC library decodes this file for ever. */
  @Test
  @Timeout(60)
  void aFileThatNeverEndsIsGivenUp() throws Exception {
    TestDelivery delivery = new TestDelivery(dir, "bucket", TestDelivery.CURRENT);
    try (InputStream orc = getClass().getResourceAsStream("endless.orc")) {
      Files.copy(orc, dir.resolve("data/endless.orc"));
    }
    InventoryDelivery endless = delivery.adopt("data/endless.orc").open(Format.ORC);
    Path scratch = Files.createTempDirectory(dir, "scratch");
    try (InventoryReader reader = new InventoryReader(endless, scratch, 2, Duration.ofMillis(10))) {
      assertThatThrownBy(() -> reader.read(row -> {}))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("endless.orc could not be read")
          .hasMessageContaining("use another delivery");
    }
  }

  private InventoryDelivery oneFile() throws IOException {
    TestDelivery delivery = new TestDelivery(dir, "bucket", TestDelivery.CURRENT);
    return delivery.file(List.of(Row.current("a", 1, MD5))).open();
  }

  private static Row version(String key, Object size, String version, boolean latest, boolean dm) {
    Long bytes = size == null ? null : ((Number) size).longValue();
    return new Row(key, bytes, dm ? null : MD5, "SSE-S3", version, latest, dm);
  }

  private void assertFails(InventoryDelivery delivery, String message) {
    assertThatThrownBy(() -> read(delivery))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(message);
  }

  private Map<String, InventoryRow> read(InventoryDelivery delivery) throws Exception {
    Map<String, InventoryRow> rows = new ConcurrentSkipListMap<>();
    Path scratch = Files.createTempDirectory(dir, "scratch");
    try (InventoryReader reader = new InventoryReader(delivery, scratch, 2)) {
      reader.read(row -> assertThat(rows.put(new String(row.key(), UTF_8), row)).isNull());
    }
    return new TreeMap<>(rows);
  }
}
