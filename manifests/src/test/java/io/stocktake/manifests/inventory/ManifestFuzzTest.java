package io.stocktake.manifests.inventory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.FuzzedFiles;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;

class ManifestFuzzTest {
  @FuzzTest
  void isReadOrRefused(byte[] json) throws IOException {
    byte[] md5 = Digests.hex(Digests.md5().digest(json)).getBytes(US_ASCII);
    FuzzedFiles files =
        new FuzzedFiles().put("a/manifest.json", json).put("a/manifest.checksum", md5);
    try {
      InventoryDelivery.find(files, "a/manifest.json").manifest().bytes();
    } catch (StocktakeException e) {
      // a sentence for the user
    }
  }
}
