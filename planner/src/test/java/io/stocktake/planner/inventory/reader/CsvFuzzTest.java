package io.stocktake.planner.inventory.reader;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;

class CsvFuzzTest {
  private static final String SCHEMA =
      "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, ETag, StorageClass,"
          + " EncryptionStatus, IntelligentTieringAccessTier";

  @TempDir private static Path temp;

  @FuzzTest
  void isReadOrRefused(byte[] data) throws IOException {
    Path file = temp.resolve("it.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(data);
    }
    try {
      CsvRows.read(file, SCHEMA, new RowFeed("it", data.length, row -> {}));
    } catch (StocktakeException e) {
      // a sentence for the user
    }
  }
}
