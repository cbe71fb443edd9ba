package io.stocktake.executor.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class JournalFuzzTest {
  @TempDir private static Path temp;

  private static PlanBundle bundle;

  @BeforeAll
  static void plan() throws IOException {
    bundle = new TestPlan(temp).create("a", "1").create("b", "2").seal();
  }

  /** Lines of a journal without their checksums; PLAN stands for the plan's digest. */
  @FuzzTest
  void isReadOrRefused(byte[] data) throws IOException {
    ByteArrayOutputStream journal = new ByteArrayOutputStream();
    for (String line : new String(data, ISO_8859_1).split("\n", -1)) {
      byte[] body = line.replace("PLAN", bundle.digest()).getBytes(ISO_8859_1);
      CRC32C crc = new CRC32C();
      crc.update(body);
      journal.writeBytes(HexFormat.of().toHexDigits((int) crc.getValue()).getBytes(US_ASCII));
      journal.write(' ');
      journal.writeBytes(body);
      journal.write('\n');
    }
    Path file = Files.write(bundle.directory().resolve(Journal.FILE), journal.toByteArray());
    try {
      JournalReplay.of(bundle, file);
    } catch (StocktakeException e) {
      // a sentence for the user
    }
  }
}
