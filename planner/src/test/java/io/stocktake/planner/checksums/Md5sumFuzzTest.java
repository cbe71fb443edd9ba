package io.stocktake.planner.checksums;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.join.OffHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class Md5sumFuzzTest {
  @TempDir private static Path temp;

  @FuzzTest
  void isReadOrRefused(byte[] data) throws IOException {
    Path list = Files.write(temp.resolve("md5s"), data);
    try (OffHeap memory = new OffHeap(temp.resolve("objects"), 1 << 20)) {
      FileChecksums.read(list, memory).listed("a/b");
    } catch (StocktakeException e) {
      // a sentence for the user
    }
  }
}
