package io.stocktake.executor.batch.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.batch.compile.JobFile;
import io.stocktake.executor.batch.compile.JobRow;
import io.stocktake.executor.batch.report.ReportMatcher.UnreadableReportException;
import io.stocktake.executor.batch.report.ReportTotals.Failure;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.inventory.LocalDeliveryFiles;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportMatcherTest {
  private static final int ROWS = 1000;
  private static final RowResult UNNAMED = RowResult.of(Outcome.UNKNOWN, "not named");

  @TempDir private Path base;
  private JobFile job;
  private final List<Long> ordinals = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<String> details = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    job = new JobFile(base.resolve("job.csv"));
    try (JobFile.Writer writer = new JobFile.Writer(job, "images", true)) {
      for (int i = 0; i < ROWS; i++) {
        writer.row(new JobRow(2L * i, 3, key(i), i % 2 == 0 ? Optional.of("v") : Optional.empty()));
      }
    }
  }

  @Test
  void rowsInAnyOrderMeetTheirPlanWithFewInMemory() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      if (i % 10 != 0) {
        String version = i % 2 == 0 ? "v" : "null";
        lines.add(
            line("images", i, version, i % 3 == 0 ? "failed,404,NoSuchKey" : "succeeded,200,"));
      }
    }
    Collections.shuffle(lines, new Random(3));

    ReportMatcher.Count count = intake(lines, 7);

    assertThat(ordinals).hasSize(ROWS).isSorted();
    for (int i = 0; i < ROWS; i++) {
      Outcome wanted = i % 10 == 0 ? Outcome.UNKNOWN : i % 3 == 0 ? Outcome.DRIFTED : Outcome.DONE;
      assertThat(outcomes.get(i)).isEqualTo(wanted);
    }
    assertThat(count).isEqualTo(new ReportMatcher.Count(600, 300, 100, 0, 0));
    assertThat(base.resolve("report.sort")).doesNotExist();
  }

  @Test
  void anotherBucketOrVersionIsForeign() throws IOException {
    ReportMatcher.Count count =
        intake(
            List.of(
                line("other", 0, "v", "succeeded,200,"),
                line("images", 2, "w", "succeeded,200,"),
                line("images", 4, "v", "succeeded,200,"),
                line("images", 4, "v", "succeeded,200,"),
                line("images", 6, "", "succeeded,200,")),
            100);

    assertThat(count).isEqualTo(new ReportMatcher.Count(2, 0, ROWS - 2, 1, 2));
    assertThat(outcomes.get(0)).as("another bucket").isEqualTo(Outcome.UNKNOWN);
    assertThat(outcomes.get(2)).as("another version").isEqualTo(Outcome.UNKNOWN);
    assertThat(outcomes.get(4)).isEqualTo(Outcome.DONE);
    assertThat(outcomes.get(6)).as("no version").isEqualTo(Outcome.DONE);
  }

  @Test
  void keysThatAreNoneOfTheJobsArePassedOver() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("images,a-before,,succeeded,200,,");
    lines.add("images,k00500-between,,succeeded,200,,");
    lines.add("images,z-behind,,succeeded,200,,");
    lines.add("images,100%.jpg,,succeeded,200,,");
    for (int i = 0; i < ROWS; i++) {
      lines.add(line("images", i, i % 2 == 0 ? "v" : "", "succeeded,200,"));
    }

    ReportMatcher.Count count = intake(lines, 100);

    assertThat(outcomes).containsOnly(Outcome.DONE).hasSize(ROWS);
    assertThat(count).isEqualTo(new ReportMatcher.Count(ROWS, 0, 0, 0, 4));
  }

  /** Who says both yes and no has said nothing; the same twice is said once. */
  @Test
  void aReportThatContradictsItselfLeavesTheRowUnknown() throws IOException {
    ReportMatcher.Count count =
        intake(
            List.of(
                line("images", 1, "", "succeeded,200,"),
                line("images", 1, "", "failed,403,AccessDenied"),
                line("images", 1, "", "failed,403,AccessDenied"),
                line("images", 3, "", "failed,403,AccessDenied"),
                line("images", 3, "", "failed,403,AccessDenied")),
            100);

    assertThat(count).isEqualTo(new ReportMatcher.Count(0, 1, ROWS - 1, 3, 0));
    assertThat(outcomes.get(1)).isEqualTo(Outcome.UNKNOWN);
    assertThat(outcomes.get(3)).isEqualTo(Outcome.FAILED);
    assertThat(details.get(1)).contains("both that it succeeded and failed");
  }

  /** Only a report with one line for each task that was begun tells which were not begun. */
  @Test
  void whatAStoppedJobNeverBeganIsLeft() throws IOException {
    RowResult left = RowResult.of(Outcome.SKIPPED, "left");
    List<String> lines =
        List.of(
            line("images", 1, "", "succeeded,200,"), line("images", 3, "", "failed,503,SlowDown"));

    assertThat(stopped(lines, 2, left)).isEqualTo(new ReportMatcher.Count(1, 1, ROWS - 2, 0, 0));
    assertThat(outcomes.get(1)).isEqualTo(Outcome.DONE);
    assertThat(outcomes.get(3)).isEqualTo(Outcome.FAILED);
    assertThat(outcomes.get(0)).isEqualTo(Outcome.SKIPPED);
    assertThat(outcomes).hasSize(ROWS);
    for (long begun : new long[] {0, 1, 3, ROWS}) {
      stopped(lines, begun, left);
      assertThat(outcomes).as("%d begun", begun).doesNotContain(Outcome.SKIPPED);
    }
    for (String more :
        List.of(
            lines.get(0),
            line("images", 3, "", "succeeded,200,"),
            line("other", 5, "", "succeeded,200,"),
            "images,zzz,,succeeded,200,,",
            "images,100%.jpg,,succeeded,200,,")) {
      stopped(List.of(lines.get(0), lines.get(1), more), 3, left);
      assertThat(outcomes).as(more).doesNotContain(Outcome.SKIPPED).hasSize(ROWS);
    }
  }

  private ReportMatcher.Count stopped(List<String> lines, long begun, RowResult left)
      throws IOException {
    ordinals.clear();
    outcomes.clear();
    details.clear();
    ReportMatcher matcher = intake(Optional.of(new ReportMatcher.Stopped(begun, left)));
    return matcher.run(Optional.of(report(lines)), 1);
  }

  @Test
  void withoutAReportNoRowIsNamed() throws IOException {
    ReportMatcher.Count count = intake().run(Optional.empty());

    assertThat(count).isEqualTo(new ReportMatcher.Count(0, 0, ROWS, 0, 0));
    assertThat(outcomes).containsOnly(Outcome.UNKNOWN).hasSize(ROWS);
    assertThat(details).containsOnly(UNNAMED.detail());
  }

  @Test
  void failuresAreCountedByWhatIsToBeDoneAndCode() throws IOException {
    ReportTotals totals =
        ReportTotals.of(
            report(
                List.of(
                    line("images", 1, "", "failed,403,AccessDenied") + "first",
                    line("images", 2, "", "succeeded,200,"),
                    line("images", 3, "", "failed,403,AccessDenied") + "second",
                    line("images", 4, "", "failed,404,NoSuchKey"),
                    line("images", 5, "", "failed,503,SlowDown"),
                    line("images", 6, "", "succeeded,200,"))));

    assertThat(totals)
        .isEqualTo(
            new ReportTotals(
                2,
                List.of(
                    new Failure(TaskFailureClass.RETRY, "SlowDown", 1, "", false),
                    new Failure(TaskFailureClass.PERMANENT, "AccessDenied", 2, "first", true),
                    new Failure(TaskFailureClass.DRIFTED, "NoSuchKey", 1, "", false))));
    assertThat(totals.failed()).isEqualTo(4);
  }

  @Test
  void aDamagedReportEndsNoRow() throws IOException {
    CompletionReport report = report(List.of(line("images", 0, "v", "succeeded,200,")));
    Path results = base.resolve("reports/job-1/results/all.csv");
    Files.writeString(results, Files.readString(results).replace("succeeded", "failed"));

    assertThatThrownBy(() -> run(Optional.of(report), 10))
        .isInstanceOf(UnreadableReportException.class);
    assertThat(outcomes).isEmpty();
  }

  /** Else every row would end unknown, though the same report may be read by the next run. */
  @Test
  void rowsThatCannotBeSortedAreNoDamagedReport() throws IOException {
    String endless = line("images", 0, "v", "failed," + "4".repeat(70_000) + ",");

    assertThatThrownBy(() -> intake(List.of(endless), 1))
        .isNotInstanceOf(UnreadableReportException.class)
        .hasMessageStartingWith("cannot sort rows with temporary files in " + base);
    assertThat(outcomes).isEmpty();
    assertThat(base.resolve("report.sort")).doesNotExist();
  }

  private ReportMatcher.Count intake(List<String> lines, int inMemory) throws IOException {
    return run(Optional.of(report(lines)), inMemory);
  }

  private ReportMatcher.Count run(Optional<CompletionReport> report, int inMemory)
      throws IOException {
    return intake().run(report, inMemory);
  }

  private ReportMatcher intake() {
    return intake(Optional.empty());
  }

  private ReportMatcher intake(Optional<ReportMatcher.Stopped> stopped) {
    return new ReportMatcher(
        job,
        "images",
        UNNAMED,
        stopped,
        (row, result) -> {
          ordinals.add(row.ordinal());
          outcomes.add(result.outcome());
          details.add(result.detail());
        });
  }

  private CompletionReport report(List<String> lines) throws IOException {
    Path folder = Files.createDirectories(base.resolve("reports/job-1/results")).getParent();
    byte[] csv = (String.join("\r\n", lines) + "\r\n").getBytes(UTF_8);
    Files.write(folder.resolve("results/all.csv"), csv);
    Files.writeString(
        folder.resolve("manifest.json"),
        "{\"Format\":\"Report_CSV_20180820\",\"Results\":[{\"MD5Checksum\":\""
            + Digests.hex(Digests.md5().digest(csv))
            + "\",\"Key\":\"job-1/results/all.csv\"}]}");
    return CompletionReport.find(new LocalDeliveryFiles(base.resolve("reports")), "", "1")
        .orElseThrow();
  }

  private static String line(String bucket, int number, String version, String rest) {
    return bucket + "," + key(number) + "," + version + "," + rest + ",";
  }

  private static ObjectKey key(int number) {
    return new ObjectKey(String.format("k%05d", number));
  }
}
