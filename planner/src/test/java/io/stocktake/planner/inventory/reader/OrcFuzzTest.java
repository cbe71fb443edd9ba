package io.stocktake.planner.inventory.reader;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.inventory.InventoryManifest.Format;
import io.stocktake.planner.TestDelivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** Through the reader that gives up, since the ORC library may decode for ever. */
class OrcFuzzTest {
  @TempDir private static Path temp;

  @FuzzTest
  void isReadOrRefused(byte[] data) throws IOException, InterruptedException {
    TestDelivery delivery = new TestDelivery(temp, "bucket", TestDelivery.CURRENT);
    Files.write(temp.resolve("data/it.orc"), data);
    Path scratch = Files.createTempDirectory(temp, "scratch");
    try (InventoryReader reader =
        new InventoryReader(
            delivery.adopt("data/it.orc").open(Format.ORC), scratch, 1, Duration.ofMillis(30))) {
      reader.read(row -> {});
    } catch (StocktakeException e) {
      // a sentence for the user
    } finally {
      Files.deleteIfExists(scratch.resolve("inventory-0"));
      Files.delete(scratch);
    }
  }
}
