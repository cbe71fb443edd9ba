package io.stocktake.executor.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report balances only where all that it is read from agrees. */
class SealedReportTest {
  @TempDir private Path temp;
  private final MemoryStore store = new MemoryStore();

  @Test
  void foldersBeyondTheFirstThousandAreCountedTogether() throws Exception {
    TestPlan plan = new TestPlan(temp);
    for (int i = 0; i < ReportTotals.MAX_FOLDERS + 10; i++) {
      plan.create("d" + i + "/f", "x");
    }
    PlanBundle bundle = plan.create("top", "xy").seal();
    TestPlan.run(bundle, store);
    Map<?, ?> figures = figures(bundle);
    assertThat(figures.get("balanced")).isEqualTo(true);
    Map<?, ?> folders = (Map<?, ?>) figures.get("folders");
    assertThat(folders).hasSize(ReportTotals.MAX_FOLDERS + 1);
    Map<?, ?> others = (Map<?, ?>) folders.get("(all others)");
    assertThat(others.get("done")).isEqualTo(Map.of("rows", 11, "bytes", 12));
    assertThat(SealedReport.read(ReportedPlan.of(bundle)).flaws(ReportedPlan.of(bundle))).isEmpty();
  }

  @Test
  void aPlanWhoseTotalsAreNotItsRowsNeverBalances() throws Exception {
    Path json = temp.resolve("plan/plan.json");
    new TestPlan(temp).create("a", "x").create("b", "y").seal();
    String before = Files.readString(json);
    String wrong = before.replaceFirst("\"bytes\" : 2", "\"bytes\" : 3");
    assertThat(wrong).isNotEqualTo(before);
    Files.writeString(json, wrong);
    Files.writeString(
        temp.resolve("plan/plan.json.sha256"),
        Digests.hex(Digests.sha256().digest(wrong.getBytes(UTF_8))));
    PlanBundle bundle = PlanBundle.open(temp.resolve("plan"));
    TestPlan.run(bundle, store);
    assertThat(figures(bundle).get("balanced")).isEqualTo(false);
    assertThat(SealedReport.read(ReportedPlan.of(bundle)).flaws(ReportedPlan.of(bundle)))
        .singleElement()
        .asString()
        .contains("do not balance");
  }

  @Test
  void aReportThatCannotBeWrittenIsAFailureAndTheJournalKeepsWhatWasDone() throws Exception {
    PlanBundle bundle = new TestPlan(temp).create("a", "x").seal();
    Path report = bundle.directory().resolve(SealedReport.FILE);
    Files.createDirectories(report.resolve("in the way"));
    assertThatThrownBy(() -> TestPlan.run(bundle, store))
        .hasMessageContaining("cannot write the report " + report)
        .hasMessageContaining("what was done is in the journal");
    Files.delete(report.resolve("in the way"));
    Files.delete(report);
    TestPlan.run(bundle, store);
    assertThat(SealedReport.read(ReportedPlan.of(bundle)).flaws(ReportedPlan.of(bundle))).isEmpty();
  }

  private static Map<?, ?> figures(PlanBundle bundle) throws IOException {
    return (Map<?, ?>) SealedReport.read(ReportedPlan.of(bundle)).content().get("figures");
  }
}
