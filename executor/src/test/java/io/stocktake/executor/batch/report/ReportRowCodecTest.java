package io.stocktake.executor.batch.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.batch.ReportRow;
import io.stocktake.manifests.io.ExternalSorter;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportRowCodecTest {
  @TempDir private Path base;

  @Test
  void rowsThatGoThroughFilesAreWhatTheyWere() throws IOException {
    try (ExternalSorter<ReportRow> sorter = ReportRowCodec.sorter(base.resolve("sort"), 1)) {
      sorter.add(row("\uD83D\uDE00", "m"));
      sorter.add(row("\uFF5E", ""));
      sorter.add(row("b", "\u0000"));
      try (ExternalSorter<ReportRow>.Cursor rows = sorter.cursor()) {
        // As S3 sorts, which is not how Strings sort.
        assertThat(rows.next()).isEqualTo(row("b", "\u0000"));
        assertThat(rows.next()).isEqualTo(row("\uFF5E", ""));
        assertThat(rows.next()).isEqualTo(row("\uD83D\uDE00", "m"));
        assertThat(rows.hasNext()).isFalse();
      }
    }
  }

  @Test
  void messagesAreCutToAThousandCharacters() {
    assertThat(ReportRowCodec.shortened(row("a", "m".repeat(1_000))))
        .isEqualTo(row("a", "m".repeat(1_000)));
    assertThat(ReportRowCodec.shortened(row("a", "m".repeat(1_001))))
        .isEqualTo(row("a", "m".repeat(1_000)));
  }

  private static ReportRow row(String key, String message) {
    return new ReportRow("b", new ObjectKey(key), "v", false, "400", "Bad", message);
  }
}
