package io.stocktake.manifests.batch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.FuzzedFiles;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.util.Optional;

class CompletionReportFuzzTest {
  /** A manifest, a NUL, and the one file of results; MD5 stands for the file's. */
  @FuzzTest
  void isReadOrRefused(byte[] data) throws IOException {
    String[] parts = new String(data, ISO_8859_1).split("\0", 2);
    byte[] results = parts.length < 2 ? new byte[0] : parts[1].getBytes(ISO_8859_1);
    String json = parts[0].replace("MD5", Digests.hex(Digests.md5().digest(results)));
    FuzzedFiles files =
        new FuzzedFiles().put("m.json", json.getBytes(ISO_8859_1)).put("r.csv", results);
    try {
      Optional<CompletionReport> report = CompletionReport.open(files, "m.json");
      report.orElseThrow().rows(row -> {});
    } catch (StocktakeException e) {
      // a sentence for the user
    }
  }
}
