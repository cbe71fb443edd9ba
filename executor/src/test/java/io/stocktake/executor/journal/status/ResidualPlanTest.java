package io.stocktake.executor.journal.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.UnfinishedUpload;
import io.stocktake.executor.journal.UploadedPart;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.PosixAttributes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plan of what an apply left. */
class ResidualPlanTest {
  private static final Instant NOW = Instant.parse("2026-11-03T00:00:00Z");
  private static final ETag ETAG = ETag.ofMd5(new byte[16]);
  private static final UploadedPart PART = new UploadedPart(ETAG, ETAG);

  @TempDir private Path base;

  @Test
  void holdsTheRowsWithoutASettledOutcomeAndTheirUploads() throws IOException {
    TestPlan builder = new TestPlan(base).none("none");
    for (Outcome outcome : Outcome.values()) {
      builder.create(outcome.code(), "x");
    }
    PlanBundle plan = builder.create("open", "x").delete("z", ETAG).seal();
    Map<String, Outcome> ended =
        Map.of(
            "already-done", Outcome.ALREADY_DONE,
            "done", Outcome.DONE,
            "drifted", Outcome.DRIFTED,
            "failed", Outcome.FAILED,
            "skipped", Outcome.SKIPPED,
            "unknown", Outcome.UNKNOWN);
    Path first;
    Path second;
    try (Journal journal = Journal.open(plan)) {
      plan.rows(
          (ordinal, row) -> {
            Outcome outcome = ended.get(row.key().value());
            if (outcome != null) {
              journal.ended(ordinal, new ObjectKey("k"), RowResult.of(outcome, "")).join();
            } else if (row.key().value().equals("open")) {
              journal.upload(ordinal, "id", 5, "s").join();
              journal.part(ordinal, 1, PART).join();
              journal.part(ordinal, 3, PART).join();
            }
            return true;
          });
      first = ResidualPlan.write(plan, journal, NOW);
      second = ResidualPlan.write(plan, journal, NOW);
    }

    assertThat(first.getFileName()).hasToString("residual-1");
    assertThat(second.getFileName()).hasToString("residual-2");
    PlanBundle residual = PlanBundle.open(first);
    List<String> left = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      if (!outcome.settled()) {
        left.add(outcome.code());
      }
    }
    left.addAll(List.of("open", "z"));
    left.sort(null);
    assertThat(keys(residual)).isEqualTo(left);
    assertThat(residual.plan().created()).isEqualTo(NOW.toString());
    assertThat(residual.plan().notes()).anyMatch(note -> note.contains(plan.digest()));
    assertThat(residual.plan().problems().name()).isEqualTo("problems.csv");
    try (Journal journal = Journal.open(residual)) {
      UnfinishedUpload upload = journal.unfinished(left.indexOf("open")).orElseThrow();
      assertThat(upload.id()).isEqualTo("id");
      assertThat(upload.parts()).isEqualTo(Map.of(1, PART, 3, PART));
      assertThat(journal.unfinished()).isEqualTo(1);
    }
  }

  @Test
  void withoutUploadsItHasNoJournalYet() throws IOException {
    PlanBundle plan = new TestPlan(base).create("a", "x").seal();
    try (Journal journal = Journal.open(plan)) {
      Path residual = ResidualPlan.write(plan, journal, NOW);
      assertThat(residual.resolve(Journal.FILE)).doesNotExist();
    }
  }

  @Test
  void rowsKeepTheAttributesOfTheirFiles() throws IOException {
    PosixAttributes kept = new PosixAttributes(0100640, 1000, 33);
    PlanBundle without = new TestPlan(base).option(Plan.ATTRIBUTES, "both").create("a", "x").seal();
    try (PlanWriter writer = PlanWriter.create(base.resolve("keeping"), false)) {
      writer.keepAttributes(true);
      without.rows(
          (ordinal, row) -> {
            writer.row(row.keeping(Optional.of(kept)));
            return true;
          });
      writer.seal(without.plan());
    }
    PlanBundle plan = PlanBundle.open(base.resolve("keeping"));
    try (Journal journal = Journal.open(plan)) {
      PlanBundle residual = PlanBundle.open(ResidualPlan.write(plan, journal, NOW));
      List<PlanRow> rows = new ArrayList<>();
      residual.rows((ordinal, row) -> rows.add(row));
      assertThat(rows).extracting(PlanRow::attributes).containsExactly(Optional.of(kept));
      assertThat(residual.plan().rowsHaveAttributes()).isTrue();
    }
  }

  private static List<String> keys(PlanBundle plan) throws IOException {
    List<String> keys = new ArrayList<>();
    plan.rows((ordinal, row) -> keys.add(row.key().value()));
    return keys;
  }
}
