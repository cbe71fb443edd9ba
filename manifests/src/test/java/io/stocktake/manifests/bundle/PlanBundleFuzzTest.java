package io.stocktake.manifests.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.rules.PropertyRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PlanBundleFuzzTest {
  @TempDir private static Path directory;

  /** {@code plan.json}, a NUL, and the changes; SHA stands for the changes' digest. */
  @FuzzTest
  void isReadOrRefused(byte[] data) throws IOException {
    String[] parts = new String(data, ISO_8859_1).split("\0", 2);
    byte[] changes = parts.length < 2 ? new byte[0] : parts[1].getBytes(ISO_8859_1);
    byte[] json = parts[0].replace("SHA", sha256(changes)).getBytes(ISO_8859_1);
    Files.write(directory.resolve("plan.json"), json);
    Files.writeString(directory.resolve("plan.json.sha256"), sha256(json));
    Files.write(directory.resolve("c.csv"), changes);
    Files.writeString(directory.resolve("problems.csv"), "path,problem,detail\n");
    try {
      PlanBundle bundle = PlanBundle.open(directory);
      bundle.verify();
      bundle.rows((ordinal, row) -> true);
      bundle.problems(problem -> true);
      PropertyRules.of(bundle.plan());
    } catch (StocktakeException | IllegalArgumentException e) {
      // a sentence for the user
    }
  }

  private static String sha256(byte[] bytes) {
    return Digests.hex(Digests.sha256().digest(bytes));
  }
}
