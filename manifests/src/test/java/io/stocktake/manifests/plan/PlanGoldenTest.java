package io.stocktake.manifests.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.bundle.Rows;
import io.stocktake.manifests.testing.Golden;
import io.stocktake.manifests.testing.GoldenPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plan bundle's format, {@code stocktake-plan/1}. */
class PlanGoldenTest {
  @TempDir private Path temp;

  @Test
  void theBundleIsWrittenByteForByte() throws IOException {
    GoldenPlan.write(temp.resolve("plan"));
    Golden.checkDirectory("plan", temp.resolve("plan"));
  }

  @Test
  void theBundleIsReadCompletely() throws IOException {
    PlanBundle bundle = PlanBundle.open(Golden.path("plan"));
    bundle.verify();
    List<PlanRow> rows = GoldenPlan.rows();
    assertThat(rows(bundle)).isEqualTo(rows);
    List<PlanRow> all = new ArrayList<>(rows);
    all.addAll(prunes());
    assertThat(all).extracting(PlanRow::action).contains(Action.values());
    assertThat(all).extracting(PlanRow::reason).contains(Reason.values());
    assertThat(problems(bundle)).isEqualTo(GoldenPlan.problems());
    assertThat(bundle.plan())
        .isEqualTo(
            GoldenPlan.draft()
                .sealed(totals(rows), bundle.plan().parts(), bundle.plan().problems()));
    assertThat(bundle.plan().parts())
        .extracting(Plan.Part::name, Plan.Part::rows)
        .containsExactly(tuple("changes-00001.csv", 23L));
    assertThat(bundle.plan().problems().rows()).isEqualTo(GoldenPlan.PROBLEMS.size());
  }

  @Test
  void aBundleThatPrunesIsWrittenAndRead() throws IOException {
    Path plan = temp.resolve("plan");
    try (PlanWriter writer = PlanWriter.create(plan, false)) {
      for (PlanRow row : prunes()) {
        writer.row(row);
      }
      writer.seal(GoldenPlan.draft());
    }
    Golden.checkDirectory("plan-prune", plan);
    assertThat(rows(PlanBundle.open(Golden.path("plan-prune")))).isEqualTo(prunes());
  }

  /** Two versions of one key, and a file of the snapshot that named them. */
  private static List<PlanRow> prunes() {
    return List.of(
        prune(Action.DELETE_VERSION, Reason.UNNEEDED, "p/a", Optional.of("v1")),
        prune(Action.DELETE_VERSION, Reason.UNNEEDED, "p/a", Optional.of("v2")),
        prune(Action.DELETE, Reason.FORGOTTEN, "p/.stocktake/snapshots/x", Optional.empty()));
  }

  private static PlanRow prune(Action action, Reason reason, String key, Optional<String> version) {
    return new PlanRow(
        action,
        reason,
        new ObjectKey(key),
        "",
        version.isPresent() ? 5 : 0,
        Optional.empty(),
        Optional.empty(),
        Guard.match(GoldenPlan.HERE),
        version);
  }

  /** Without the column {@code file_id}, and without {@code inputs} in {@code plan.json}. */
  @Test
  void aBundleOfAnEarlierVersionIsReadWithDefaults() throws IOException {
    PlanBundle bundle = PlanBundle.open(Golden.path("plan-without-file-ids"));
    bundle.verify();
    assertThat(bundle.plan().inputs()).isEmpty();
    assertThat(bundle.plan().options()).isEqualTo(Map.of("links", "skip"));
    assertThat(rows(bundle))
        .isEqualTo(List.of(Rows.upload("a"), Rows.delete("b")))
        .allMatch(row -> row.file().equals(Optional.empty()));
  }

  private static List<PlanRow> rows(PlanBundle bundle) throws IOException {
    List<PlanRow> rows = new ArrayList<>();
    bundle.rows((ordinal, row) -> rows.add(row));
    return rows;
  }

  private static List<Problem> problems(PlanBundle bundle) throws IOException {
    List<Problem> problems = new ArrayList<>();
    bundle.problems(problems::add);
    return problems;
  }

  private static List<Plan.Total> totals(List<PlanRow> rows) {
    List<Plan.Total> totals = new ArrayList<>();
    for (Action action : Action.values()) {
      for (Reason reason : Reason.values()) {
        long[] sizes =
            rows.stream()
                .filter(row -> row.action() == action && row.reason() == reason)
                .mapToLong(PlanRow::size)
                .toArray();
        if (sizes.length > 0) {
          totals.add(new Plan.Total(action, reason, sizes.length, Arrays.stream(sizes).sum()));
        }
      }
    }
    return totals;
  }
}
