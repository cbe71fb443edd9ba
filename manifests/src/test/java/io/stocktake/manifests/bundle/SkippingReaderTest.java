package io.stocktake.manifests.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class SkippingReaderTest {
  private static final String HEADER = "a,\"b\nc\"\n";

  @Test
  void recordsLongerThanABufferArePassedOverWithTheirLines() throws IOException {
    String longRecord = "x\"\n\"".repeat(50_000) + "\r\n";
    String shortRecord = "y,\"\"\"\n\",z\n";
    String last = "last,one";
    SkippingReader records = records(HEADER + longRecord + shortRecord + last);

    assertThat(text(records.behind(2))).isEqualTo(HEADER + last);
    assertThat(records.lines()).isEqualTo(50_000 + 1 + 2);
  }

  @Test
  void everyRecordOfManyBuffersIsFound() throws IOException {
    StringBuilder all = new StringBuilder(HEADER);
    for (int i = 0; i < 30_000; i++) {
      all.append("record,").append(i).append('\n');
    }
    for (int passed : new int[] {0, 1, 4_999, 29_999}) {
      SkippingReader records = records(all.toString());
      assertThat(text(records.behind(passed)))
          .startsWith(HEADER + "record," + passed + "\n")
          .endsWith("record,29999\n");
      assertThat(records.lines()).isEqualTo(passed);
    }
  }

  @Test
  void behindFewerRecordsThereIsNothing() throws IOException {
    assertThat(text(records(HEADER + "one\ntwo\n").behind(3))).isEqualTo(HEADER);
    assertThat(text(records("").behind(3))).isEmpty();
  }

  private static SkippingReader records(String text) {
    return new SkippingReader(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), UTF_8);
  }
}
