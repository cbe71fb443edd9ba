package io.stocktake.executor.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RowResult;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.io.ExternalSorter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which object a row comes to, by its action and its outcome. */
class RowObjectsTest {
  private static final ETag SEEN = new ETag("0".repeat(32));
  private static final ETag PARTS = new ETag("1".repeat(32) + "-2");
  private static final ETag TOLD = new ETag("2".repeat(32));

  @TempDir private Path temp;

  private static RowResult told(Outcome outcome, Optional<ETag> etag, String version) {
    return new RowResult(outcome, etag, Optional.of(version).filter(v -> !v.isEmpty()), "");
  }

  @Test
  void eachActionAndOutcomeHasItsObject() throws IOException {
    TestPlan plan = new TestPlan(temp);
    plan.create("a-done", "x").create("b-found", "x").create("c-drifted", "x");
    plan.create("d-twice", "x").create("e-left", "x");
    plan.copy("f-job", "from", SEEN, 3, Guard.absent(), TagSet.EMPTY);
    plan.copy("g-job-parts", "from", PARTS, 3, Guard.absent(), TagSet.EMPTY);
    plan.tag(Action.ADD_TAGS, "h-tagged", SEEN, Optional.of("v7"), TagSet.EXPIRE);
    plan.none("i-none").delete("j-gone", SEEN);
    PlanBundle bundle = plan.seal();
    Optional<ETag> etag = Optional.of(TOLD);
    Map<Long, List<RowResult>> results =
        Map.of(
            0L, List.of(told(Outcome.DONE, etag, "v1")),
            1L, List.of(told(Outcome.ALREADY_DONE, etag, "")),
            2L, List.of(told(Outcome.DRIFTED, etag, "v2")),
            3L,
                List.of(
                    told(Outcome.FAILED, Optional.of(PARTS), "v3"),
                    told(Outcome.DONE, etag, "v4"),
                    told(Outcome.DONE, Optional.empty(), "")),
            5L, List.of(told(Outcome.DONE, Optional.empty(), "")),
            6L, List.of(told(Outcome.DONE, Optional.empty(), "")),
            7L, List.of(told(Outcome.DONE, Optional.empty(), "")),
            9L, List.of(told(Outcome.DONE, Optional.empty(), "")));
    try (Journal journal = Journal.open(bundle)) {
      // Rows end in any order.
      for (long row = 9; row >= 0; row--) {
        for (RowResult result : results.getOrDefault(row, List.of())) {
          journal.ended(row, new ObjectKey("k"), result).join();
        }
      }
    }
    assertThat(objects(bundle))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "a-done", object(TOLD, "v1", ObjectEvidence.WRITTEN),
                "b-found", object(TOLD, "", ObjectEvidence.FOUND),
                "d-twice", object(TOLD, "v4", ObjectEvidence.WRITTEN),
                "f-job", object(SEEN, "", ObjectEvidence.EXPECTED),
                "h-tagged", object(SEEN, "v7", ObjectEvidence.COMPARED)));
  }

  private static CatalogueObject object(ETag etag, String version, ObjectEvidence evidence) {
    return new CatalogueObject(etag, Optional.of(version).filter(id -> !id.isEmpty()), evidence);
  }

  private Map<String, CatalogueObject> objects(PlanBundle bundle) throws IOException {
    Map<String, CatalogueObject> objects = new TreeMap<>();
    try (ExternalSorter<KeyedObject> sorter =
        RowObjects.of(List.of(bundle), temp.resolve("scratch"))) {
      sorter.drain(found -> objects.put(found.key(), found.object()));
    }
    return objects;
  }
}
