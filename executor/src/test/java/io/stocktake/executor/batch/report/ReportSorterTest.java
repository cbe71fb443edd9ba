package io.stocktake.executor.batch.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.batch.ReportRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportSorterTest {
  private static final int ROWS = 2_000;

  @TempDir private Path base;

  /** 1,000 runs, which take many merges. */
  @Test
  void theFilesOpenAtOnceAreBounded() throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      keys.add("k%05d".formatted(i));
    }
    List<String> shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, new Random(1));

    List<String> sorted = new ArrayList<>();
    try (ReportSorter sorter = new ReportSorter(base, 2)) {
      for (String key : shuffled) {
        sorter.add(new ReportRow("b", new ObjectKey(key), "", true, "200", "", ""));
      }
      sorter.sort();
      assertThat(files()).isLessThanOrEqualTo(ReportSorter.FAN_IN);
      while (sorter.peek().isPresent()) {
        sorted.add(sorter.peek().get().key().value());
        sorter.take();
      }
    }

    assertThat(sorted).isEqualTo(keys);
    assertThat(files()).isZero();
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(base)) {
      return files.count();
    }
  }
}
