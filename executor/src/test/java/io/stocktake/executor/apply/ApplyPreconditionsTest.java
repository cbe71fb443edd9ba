package io.stocktake.executor.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.lease.LeaseFactory;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.StocktakeException.Kind;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.safety.DeleteLimits;
import io.stocktake.manifests.safety.RequiredFiles;
import io.stocktake.manifests.safety.Safety;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold before a plan is carried out, whoever made it. */
class ApplyPreconditionsTest {
  @TempDir private Path temp;
  private final MemoryStore store = new MemoryStore();
  private TestPlan plan;

  @BeforeEach
  void plan() throws Exception {
    plan = new TestPlan(temp).create("new", "content");
    for (String key : List.of("images/a", "images/b", "texts/c")) {
      plan.delete(key, ETag.ofMd5(new byte[16]));
    }
  }

  @Test
  void deletesBeyondALimitAreRefusedBeforeAnythingIsDone() throws Exception {
    PlanBundle bundle = plan.seal();
    for (String limit : List.of("2", "8B", "50%", "images/=1", "100,texts/=2B")) {
      assertRefused(
          bundle,
          new Safety(DeleteLimits.parse(limit), Optional.empty(), RequiredFiles.NONE),
          "more than the limit ");
    }
    assertThatThrownBy(() -> run(bundle, limits("images/=5%")))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("does not say how many objects there are below images/");
    assertThat(store.requests()).isZero();
    assertThat(run(bundle, limits("3,9B,images/=2,texts/=3B,other/=0")).rows(Outcome.DONE))
        .isEqualTo(1);
  }

  @Test
  void aPlanThatKnowsNotAllOfTheSourceDeletesNothing() throws Exception {
    assertRefused(plan.partial().seal(), Safety.NONE, "not covering the whole source");
  }

  @Test
  void aPlanFromAnOldInventoryIsRefused() throws Exception {
    PlanBundle bundle = plan.seal();
    assertRefused(
        bundle,
        new Safety(DeleteLimits.NONE, Optional.of(Duration.ofHours(23)), RequiredFiles.NONE),
        "is 24 h old, scanned");
    run(
        bundle,
        new Safety(DeleteLimits.NONE, Optional.of(Duration.ofHours(24)), RequiredFiles.NONE));
  }

  @Test
  void filesThatThePlanOrTheUserRequiresMustBeThere() throws Exception {
    PlanBundle bundle = plan.option(RequiredFiles.OPTION, ".mounted").seal();
    assertRefused(bundle, Safety.NONE, "has no file .mounted");
    Files.createDirectory(plan.file(".mounted"));
    assertRefused(bundle, Safety.NONE, "has no file .mounted");
    Files.delete(plan.file(".mounted"));
    Files.createSymbolicLink(plan.file(".mounted"), Files.createFile(temp.resolve("elsewhere")));
    assertRefused(bundle, Safety.NONE, "has no file .mounted");
    Files.delete(plan.file(".mounted"));
    Files.createFile(plan.file(".mounted"));
    Safety more =
        new Safety(DeleteLimits.NONE, Optional.empty(), new RequiredFiles(List.of("b/too")));
    assertRefused(bundle, more, "has no file b/too");
    Files.createDirectory(plan.file("b"));
    Files.createFile(plan.file("b/too"));
    assertThat(run(bundle, more).rows(Outcome.DONE)).isEqualTo(1);
  }

  @Test
  void aPlanThatWasMadeToRequireWhatCannotBeIsRefused() throws Exception {
    PlanBundle bundle = plan.option(RequiredFiles.OPTION, "../elsewhere").seal();
    assertRefused(bundle, Safety.NONE, "is not a path below the source");
  }

  @Test
  void aPlanThatWasMadeToGiveWhatCannotBeGivenIsRefused() throws Exception {
    PlanBundle bundle = plan.option(Plan.PROPERTIES, "a/ colour=red").seal();
    assertRefused(bundle, Safety.NONE, "gives properties that cannot be");
  }

  private static Safety limits(String text) {
    return new Safety(DeleteLimits.parse(text), Optional.empty(), RequiredFiles.NONE);
  }

  private RunReport run(PlanBundle bundle, Safety safety) throws Exception {
    return TestPlan.executor(bundle, store)
        .run(
            new ApplyConditions(
                safety,
                LeaseFactory.NONE,
                List.of(),
                "test",
                Optional.empty(),
                ApplyConditions.ContentsFactory.LOCAL));
  }

  private void assertRefused(PlanBundle bundle, Safety safety, String sentence) {
    assertThatThrownBy(() -> run(bundle, safety))
        .isInstanceOfSatisfying(
            StocktakeException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
        .hasMessageContaining(sentence)
        .hasMessageContaining("nothing was done");
    assertThat(store.requests()).isZero();
  }
}
