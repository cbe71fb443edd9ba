package io.stocktake.manifests.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.inventory.InventoryManifest.Format;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryDeliveryTest {
  /** As S3 prints it: a space before each colon, the first file on the list's line. */
  private static final String MANIFEST =
      """
      {
        "sourceBucket" : "acme-media-src",
        "destinationBucket" : "arn:aws-us-gov:s3:::acme-inventory",
        "version" : "2016-11-30",
        "creationTimestamp" : "1767920400000",
        "fileFormat" : "Parquet",
        "fileSchema" : "message s3.inventory {  required binary bucket (STRING);}",
        "somethingNew" : true,
        "files" : [ {
          "key" : "inv/acme-media-src/daily/data/b5a1c9de.parquet",
          "size" : 4,
          "MD5checksum" : "4a8a08f09d37b73795649038408b5f33"
        } ]
      }""";

  @TempDir private Path dir;

  @Test
  void readsWhatS3Writes() throws IOException {
    deliver("2026-01-09T01-00Z", MANIFEST, checksum(MANIFEST) + "\n");
    InventoryManifest manifest = find("").manifest();
    assertThat(manifest.sourceBucket()).isEqualTo("acme-media-src");
    assertThat(manifest.destinationBucket()).isEqualTo("acme-inventory");
    assertThat(manifest.scanned()).isEqualTo(Instant.parse("2026-01-09T01:00:00Z"));
    assertThat(manifest.format()).isEqualTo(Format.PARQUET);
    assertThat(manifest.md5()).isEqualTo(checksum(MANIFEST));
    assertThat(manifest.files()).hasSize(1);
  }

  @Test
  void takesTheNewestCompleteDelivery() throws IOException {
    deliver("2026-01-07T01-00Z", MANIFEST, checksum(MANIFEST));
    deliver("2026-01-08T01-00Z", MANIFEST, checksum(MANIFEST));
    deliver("2026-01-09T01-00Z", MANIFEST, "0".repeat(32));
    deliver("2026-01-10T01-00Z", MANIFEST, null);
    Files.createDirectories(dir.resolve("hive/dt=2026-01-11-01-00"));
    Files.createDirectories(dir.resolve("data"));
    InventoryDelivery delivery = find("");
    assertThat(delivery.manifestKey()).isEqualTo("2026-01-08T01-00Z/manifest.json");
    assertThat(delivery.passedOver()).hasSize(2);
    assertThat(delivery.passedOver().get(0)).contains("manifest.checksum does not exist");
    assertThat(delivery.passedOver().get(1)).contains("does not match its manifest.checksum");
  }

  @Test
  void aDeliveryNamedByItsManifestMustBeComplete() throws IOException {
    deliver("a", MANIFEST, null);
    assertFails("a/manifest.json", "manifest.checksum does not exist");
    deliver("b", MANIFEST.substring(0, 300), checksum(MANIFEST));
    assertFails("b/manifest.json", "does not match its manifest.checksum");
    assertFails("c/manifest.json", "does not exist");
  }

  @Test
  void withoutAnyDeliveryItSaysWhereItLooked() {
    assertFails("", "no complete inventory delivery below " + dir);
    assertFails("missing/", "no inventory at");
  }

  @Test
  void whatIsNotAManifestIsRefused() throws IOException {
    assertRefused("not json", "Unrecognized token");
    assertRefused("[]", "sourceBucket is missing");
    assertRefused(MANIFEST.replace("sourceBucket", "sauceBucket"), "sourceBucket is missing");
    assertRefused(MANIFEST.replace("Parquet", "Avro"), "AVRO");
    assertRefused(MANIFEST.replace("MD5checksum", "md5"), "MD5checksum is missing");
    assertRefused(MANIFEST.replace("\"files\"", "\"filez\""), "no list of files");
    assertRefused(MANIFEST.replace("1767920400000", "yesterday"), "yesterday");
  }

  @Test
  void dataFilesAreFoundHoweverMuchWasMirrored() throws IOException {
    String key = "inv/src/daily/data/x.parquet";
    Path bucket = Files.createDirectories(dir.resolve("bucket/inv/src/daily/data"));
    Files.writeString(bucket.resolve("x.parquet"), "1");
    Path stamp = Files.createDirectories(bucket.resolveSibling("2026-01-09T01-00Z"));
    for (Path base : new Path[] {stamp, stamp.getParent(), dir.resolve("bucket")}) {
      try (InputStream in = new LocalDeliveryFiles(base).open(key)) {
        assertThat(in.readAllBytes()).isEqualTo("1".getBytes(UTF_8));
      }
    }
    assertThatThrownBy(() -> new LocalDeliveryFiles(stamp).open("inv/src/daily/data/y.parquet"))
        .isInstanceOf(java.io.FileNotFoundException.class);
  }

  private void assertRefused(String manifest, String why) throws IOException {
    deliver("bad", manifest, checksum(manifest));
    assertFails("bad/manifest.json", why);
  }

  private void assertFails(String key, String message) {
    assertThatThrownBy(() -> find(key))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(message);
  }

  private InventoryDelivery find(String key) throws IOException {
    return InventoryDelivery.find(new LocalDeliveryFiles(dir), key);
  }

  private void deliver(String stamp, String manifest, String checksum) throws IOException {
    Path folder = Files.createDirectories(dir.resolve(stamp));
    Files.writeString(folder.resolve("manifest.json"), manifest);
    if (checksum != null) {
      Files.writeString(folder.resolve("manifest.checksum"), checksum);
    }
  }

  private static String checksum(String text) {
    return Digests.hex(Digests.md5().digest(text.getBytes(UTF_8)));
  }
}
