package io.stocktake.planner.inventory.listing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.planner.inventory.reader.InventoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ObjectListFuzzTest {
  @TempDir private static Path temp;

  @FuzzTest
  void isReadOrRefused(byte[] data) throws IOException {
    Path file = Files.write(temp.resolve("it.json"), data);
    Path out = Files.createDirectories(temp.resolve("out"));
    try {
      if (InventoryFile.of(file) == InventoryFile.OBJECT_LIST) {
        ObjectList.convert(file, "bucket", out, 100);
      }
    } catch (StocktakeException e) {
      // a sentence for the user
    } finally {
      FileTrees.delete(out);
    }
  }
}
