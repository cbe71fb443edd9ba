package io.stocktake.manifests.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.inventory.InventoryManifest.DataFile;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.testing.Golden;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The {@code manifest.json} of a listing: that of S3 Inventory, with a member of our own. */
class ListingGoldenTest {
  private static final Instant SCANNED = Instant.parse("2026-11-01T00:00:00.123Z");
  private static final List<DataFile> FILES =
      List.of(
          new DataFile("images/listing/data/1.parquet", 123, "0123456789abcdef0123456789abcdef"),
          new DataFile("images/listing/data/2.parquet", 5_000_000_000L, "f".repeat(32)));

  @Test
  void theManifestIsWrittenByteForByte() throws IOException {
    Golden.check(
        "listing-manifest.json",
        InventoryManifest.json("images", "reports", SCANNED, "message s3 {}", "p/ü", FILES));
  }

  @Test
  void theManifestIsReadCompletely() throws IOException {
    byte[] json = Golden.bytes("listing-manifest.json");
    assertThat(InventoryManifest.parse(json, "it"))
        .isEqualTo(
            new InventoryManifest(
                "images",
                "reports",
                SCANNED,
                InventoryManifest.Format.PARQUET,
                "message s3 {}",
                "p/ü",
                FILES,
                Digests.hex(Digests.md5().digest(json))));
  }
}
