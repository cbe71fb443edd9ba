package io.stocktake.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Results;
import io.stocktake.bench.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
  private static final ResultRow REACHED =
      ResultRow.race("work", "GB/s", 8, "peer", OptionalDouble.of(2), 4);

  @Test
  void hashRunsAtTinyScale() throws Exception {
    List<ResultRow> lines =
        new Hash().run(Settings.parse("hash", "--runs", "1", "--scale", "0.001"));
    assertThat(lines)
        .hasSizeGreaterThanOrEqualTo(4)
        .noneMatch(line -> line.measured().startsWith("0.00"));
  }

  @Test
  void linesSayWhetherTheGoalIsReached() {
    ResultRow missed = ResultRow.race("work", "GB/s", 7.9, "peer", OptionalDouble.of(2), 4);
    ResultRow missing = ResultRow.race("work", "GB/s", 7.9, "peer", OptionalDouble.empty(), 4);
    assertThat(REACHED.cells()).contains("4.00 x", "reached");
    assertThat(missed.cells()).contains("3.95 x", "MISSED");
    assertThat(missing.cells()).contains("peer missing");
    assertThat(ResultRow.atLeast("work", "M/s", 2.5, 2.5).cells())
        .contains("≥ 2.50 M/s", "reached");
    assertThat(ResultRow.atMost("work", "B", 65.1, 65).cells()).contains("≤ 65.00 B", "MISSED");
  }

  @Test
  void aNewRunReplacesItsOwnSectionAlone(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("RESULTS.md");
    Results results = new Results(file);
    ResultRow other = ResultRow.race("other", "rows/s", 1, "peer", OptionalDouble.of(2), 4);
    results.keep("hash", "JDK 17", List.of(REACHED));
    results.keep("hash", "JDK 25", List.of(REACHED));
    results.keep("hash", "JDK 17", List.of(other));
    String text = Files.readString(file);
    assertThat(text).containsOnlyOnce("hash: JDK 17").containsOnlyOnce("hash: JDK 25");
    assertThat(text).containsOnlyOnce("| other |").containsOnlyOnce("| work | 8.00 GB/s");
  }

  @Test
  void aWrongCommandLineIsRefused() {
    assertThatThrownBy(() -> Settings.parse("hash", "--size", "3")).hasMessageContaining("--size");
    assertThatThrownBy(() -> Settings.parse("--runs", "3")).hasMessageContaining("which");
    assertThatThrownBy(() -> Settings.parse("hash", "--scale")).hasMessageContaining("number");
  }
}
