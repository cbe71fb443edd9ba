package io.stocktake.planner.state;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stocktake.manifests.StocktakeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;

class StateFuzzTest {
  private static final int HEADER = 4096;
  private static final int HEAD = 64;
  private static final int CHECKED = Fingerprint.BYTES - Integer.BYTES;

  @TempDir private static Path temp;

  /** The first bytes of the header, and fingerprints, all but the last with the right checksum. */
  @FuzzTest
  void isReadOrRefused(byte[] data) throws IOException {
    byte[] head = Arrays.copyOf(data, Math.min(HEAD, data.length));
    byte[] rows = records(Arrays.copyOfRange(data, head.length, data.length));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(Arrays.copyOf(head, HEADER));
    file.writeBytes(rows);
    Path path = Files.write(temp.resolve("fingerprints"), file.toByteArray());
    try {
      FingerprintFile.open(path).ifPresent(StateFuzzTest::lookAround);
    } catch (StocktakeException e) {
      // a sentence for the user
    }
    FingerprintLog.read(Files.write(temp.resolve("log"), rows), Fingerprint::etag);
  }

  private static void lookAround(FingerprintFile file) {
    for (long row = 0; row < file.rows(); row++) {
      file.row(row)
          .ifPresent(
              print -> {
                FingerprintFile.Range range = file.directory(print.directory());
                long found = file.find(range, print.directory(), print.name());
                if (found >= 0) {
                  file.beside(found, print.name() + 1);
                }
              });
    }
  }

  private static byte[] records(byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int from = 0; from < data.length; from += CHECKED) {
      byte[] record = Arrays.copyOfRange(data, from, Math.min(data.length, from + CHECKED));
      out.writeBytes(record);
      if (record.length == CHECKED) {
        CRC32C crc = new CRC32C();
        crc.update(record);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
      }
    }
    return out.toByteArray();
  }
}
