package io.stocktake.executor.batch.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.testing.OpenFiles;
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
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
      assertThat(files()).as("runs on disk, while rows come").isEqualTo(ROWS / 2);
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

  @Test
  void runsThatACrashLeftGoAndNothingElse() throws IOException {
    Files.createFile(base.resolve("report123.run"));
    Path mine = Files.createFile(base.resolve("manifest.csv"));

    try (ReportSorter sorter = new ReportSorter(base, 2)) {
      sorter.sort();
      assertThat(sorter.peek()).isEmpty();
    }

    assertThat(files()).isEqualTo(1);
    assertThat(mine).exists();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void runsAreClosedWhenTheyAreReadAndWhenTheyAreNot() throws IOException {
    try (ReportSorter sorter = new ReportSorter(base, 1)) {
      for (String key : List.of("a", "b", "c")) {
        sorter.add(row(key, ""));
      }
      assertThat(OpenFiles.below(base)).isZero();
      sorter.sort();
      sorter.take();
      assertThat(OpenFiles.below(base)).isEqualTo(2);
    }
    assertThat(OpenFiles.below(base)).isZero();
  }

  /** A row of a run that is read back is the one that was written, but for an endless message. */
  @Test
  void messagesAreCutToAThousandCharacters() throws IOException {
    try (ReportSorter sorter = new ReportSorter(base, 10)) {
      sorter.add(row("a", "m".repeat(1_000)));
      sorter.add(row("b", "m".repeat(1_001)));
      sorter.sort();
      assertThat(sorter.peek()).contains(row("a", "m".repeat(1_000)));
      sorter.take();
      assertThat(sorter.peek()).contains(row("b", "m".repeat(1_000)));
    }
  }

  private static ReportRow row(String key, String message) {
    return new ReportRow("b", new ObjectKey(key), "v", false, "400", "Bad", message);
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(base)) {
      return files.count();
    }
  }
}
