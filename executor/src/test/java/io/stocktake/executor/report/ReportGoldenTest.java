package io.stocktake.executor.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.journal.Journal;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.testing.Golden;
import io.stocktake.manifests.testing.GoldenPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report's format, {@code stocktake-report/1}, of the golden plan and journal. */
class ReportGoldenTest {
  private static final RunStatistics RUN =
      new RunStatistics(
          "stocktake 0.1",
          Instant.parse("2026-11-02T01:00:00Z"),
          Instant.parse("2026-11-02T02:00:00.5Z"),
          12,
          345,
          true,
          "the store cannot be reached",
          List.of("a note, \"ü\""));

  @TempDir private Path temp;
  private PlanBundle bundle;

  @BeforeEach
  void apply() throws IOException {
    bundle = GoldenPlan.write(temp.resolve("plan"));
    Files.copy(Golden.path("journal.log"), bundle.directory().resolve(Journal.FILE));
  }

  @Test
  void theReportIsWrittenByteForByte() throws IOException {
    SealedReport.write(ReportedPlan.of(bundle), RUN);
    Golden.check("report.json", Files.readAllBytes(bundle.directory().resolve(SealedReport.FILE)));
  }

  @Test
  void theReportIsReadCompletely() throws IOException {
    Files.copy(Golden.path("report.json"), bundle.directory().resolve(SealedReport.FILE));
    SealedReport report = SealedReport.read(ReportedPlan.of(bundle));
    assertThat(report.flaws(ReportedPlan.of(bundle)))
        .as("all of it is as plan and journal say")
        .isEmpty();
    assertThat(report.content().keySet())
        .containsExactly(
            "format",
            "plan",
            "planned",
            "planner",
            "source",
            "destination",
            "inventory",
            "journal",
            "coverage",
            "problemKinds",
            "missed",
            "run",
            "figures",
            "reasons",
            "seal");
    assertThat(report.content().get("run"))
        .isEqualTo(
            Map.of(
                "tool",
                "stocktake 0.1",
                "started",
                "2026-11-02T01:00:00Z",
                "ended",
                "2026-11-02T02:00:00.500Z",
                "requests",
                12,
                "bytesSent",
                345,
                "stopped",
                true,
                "failure",
                "the store cannot be reached",
                "notes",
                List.of("a note, \"ü\"")));
  }
}
