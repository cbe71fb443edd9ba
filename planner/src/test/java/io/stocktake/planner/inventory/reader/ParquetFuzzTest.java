package io.stocktake.planner.inventory.reader;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ParquetFuzzTest {
  @TempDir private static Path temp;

  @FuzzTest
  void isReadOrRefused(byte[] data) throws IOException {
    Path file = Files.write(temp.resolve("it.parquet"), data);
    try {
      ParquetRows.read(file, new RowFeed("it", data.length, row -> {}));
    } catch (StocktakeException e) {
      // a sentence for the user
    }
  }
}
