package io.stocktake.executor.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.RunReport;
import io.stocktake.executor.SnapshotState;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.manifests.testing.DirectoryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a snapshot is sealed, from what, and what stands in its way. */
class SnapshotSealerTest {
  private static final String TAKEN = "2026-11-29T06:00:00Z";
  private static final int FILES = 60;

  @TempDir private Path temp;

  private final MemoryStore store = new MemoryStore();
  private Path bucket;
  private DirectoryFiles files;

  @BeforeEach
  void begin() {
    bucket = temp.resolve("bucket");
    files = new DirectoryFiles(bucket);
    store.keepVersions();
  }

  private PlanBundle plan(String name, String taken, int changed) throws IOException {
    TestPlan plan = new TestPlan(temp, name);
    List<CatalogueRow> rows = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      String key = String.format("f%02d", i);
      String content = name + i;
      if (i < changed) {
        rows.add(TestSource.file(key, content.length(), i));
        plan.create(key, content);
      } else {
        rows.add(TestSource.file(key, 9, i).heldBy(TestSource.compared(new ETag("0".repeat(32)))));
      }
    }
    return plan.catalogue(taken, rows).seal();
  }

  private Snapshot only() throws IOException {
    SnapshotFolder.Listing listing = new SnapshotFolder(files).list();
    assertThat(listing.ignored()).isEmpty();
    assertThat(listing.snapshots()).hasSize(1);
    return listing.snapshots().get(0);
  }

  @Test
  void anApplyEndsBySealing() throws IOException {
    PlanBundle plan = plan("a", TAKEN, FILES);
    RunReport report = TestSource.apply(plan, store, TestSource.sealer(files));
    Snapshot snapshot = only();
    assertThat(snapshot.id())
        .isEqualTo("2026-11-29T06-00-00Z-" + plan.digest().substring(0, 8))
        .isEqualTo(report.snapshot().id());
    assertThat(report.snapshot().state()).isEqualTo(SnapshotState.State.SEALED);
    assertThat(snapshot.isPartial()).isFalse();
    assertThat(snapshot.parts()).hasSize(9);
    for (CatalogueRow row : TestSource.rows(files, snapshot, temp.resolve("scratch"))) {
      assertThat(row.object()).contains(TestSource.written(store, row.key()));
      assertThat(row.object().get().versionId()).isPresent();
    }
    assertThat(plan.directory().resolve("snapshot-scratch")).doesNotExist();
  }

  @Test
  void aSealedSnapshotIsNotMadeAgain() throws IOException {
    PlanBundle plan = plan("a", TAKEN, FILES);
    TestSource.apply(plan, store, TestSource.sealer(files));
    List<String> requests = new ArrayList<>();
    RunReport again =
        TestSource.apply(plan, store, TestSource.sealer(new DirectoryFiles(bucket, requests::add)));
    assertThat(requests).isEmpty();
    assertThat(again.snapshot().state()).isEqualTo(SnapshotState.State.SEALED);
  }

  @Test
  void aPlanWithoutACatalogueSealsNone() throws IOException {
    PlanBundle plan = new TestPlan(temp.resolve("a")).create("k", "v").seal();
    RunReport report = TestSource.apply(plan, store, TestSource.sealer(files));
    assertThat(report.snapshot()).isEqualTo(SnapshotState.NONE);
    assertThat(report.notes()).isEmpty();
    assertThat(bucket).doesNotExist();
  }

  @Test
  void aStoreThatFailsLeavesItToTheNextApply() throws IOException {
    PlanBundle plan = plan("a", TAKEN, FILES);
    DirectoryFiles down =
        new DirectoryFiles(
            bucket,
            name -> {
              throw StocktakeException.environment("the network is down");
            });
    RunReport report = TestSource.apply(plan, store, TestSource.sealer(down));
    assertThat(report.done()).isTrue();
    assertThat(report.snapshot()).isEqualTo(SnapshotState.OWED);
    assertThat(report.notes())
        .containsExactly(
            "the snapshot is not sealed yet: the network is down; run apply again to seal it");
    RunReport again = TestSource.apply(plan, store, TestSource.sealer(files));
    assertThat(again.snapshot().state()).isEqualTo(SnapshotState.State.SEALED);
    assertThat(only().totals().notStored()).isZero();
  }

  @Test
  void aPartialSnapshotStaysAndALaterApplyThatStoredMoreSealsAnother() throws IOException {
    List<CatalogueRow> rows = List.of(TestSource.file("k", 1, 1), TestSource.file("l", 1, 1));
    PlanBundle plan =
        new TestPlan(temp).create("k", "v").create("l", "w").catalogue(TAKEN, rows).seal();
    ObjectStore failing = TestSource.failing(store, Set.of("l"));
    RunReport partial = TestSource.apply(plan, failing, TestSource.sealer(files));
    assertThat(partial.snapshot().state()).isEqualTo(SnapshotState.State.PARTIAL);
    assertThat(partial.snapshot().notStored()).isEqualTo(1);
    assertThat(TestSource.apply(plan, failing, TestSource.sealer(files)).snapshot())
        .as("nothing more was stored")
        .isEqualTo(partial.snapshot());
    RunReport whole = TestSource.apply(plan, store, TestSource.sealer(files));
    assertThat(whole.snapshot().state()).as("%s", whole).isEqualTo(SnapshotState.State.SEALED);
    assertThat(whole.snapshot().id()).isEqualTo(partial.snapshot().id() + "-2");
    assertThat(new SnapshotFolder(files).list().snapshots())
        .extracting(Snapshot::isPartial)
        .containsExactly(true, false);
  }

  /** As a sync leaves them: the catalogue of all is in the last part alone. */
  @Test
  void aPlanInPartsIsSealedFromTheRowsAndJournalsOfAll() throws IOException {
    PlanBundle first = new TestPlan(temp, "part-1").create("k", "v").seal();
    List<CatalogueRow> rows = List.of(TestSource.file("k", 1, 1), TestSource.file("l", 1, 1));
    PlanBundle last =
        new TestPlan(temp, "part-last").create("l", "w").catalogue(TAKEN, rows).seal();
    SnapshotSealer sealer =
        new SnapshotSealer(files, part -> List.of(first, part), TestSource.ROWS_PER_PART);
    assertThat(TestSource.apply(first, TestSource.failing(store, Set.of("k")), sealer).snapshot())
        .isEqualTo(SnapshotState.NONE);
    RunReport partial = TestSource.apply(last, store, sealer);
    assertThat(partial.snapshot().notStored()).isEqualTo(1);
    TestSource.apply(first, store, sealer);
    RunReport whole = TestSource.apply(last, store, sealer);
    assertThat(whole.snapshot().state()).isEqualTo(SnapshotState.State.SEALED);
    assertThat(whole.snapshot().id()).isEqualTo(partial.snapshot().id() + "-2");
    Snapshot snapshot = new SnapshotFolder(files).read(whole.snapshot().id());
    assertThat(TestSource.rows(files, snapshot, temp.resolve("scratch")))
        .allSatisfy(row -> assertThat(row.object()).contains(TestSource.written(store, row.key())));
  }

  @Test
  void aSmallChangeIsADifferenceAndALargeOneIsNot() throws IOException {
    TestSource.apply(plan("a", TAKEN, FILES), store, TestSource.sealer(files));
    Snapshot full = only();
    assertThat(full.baseId()).isEmpty();
    assertThat(full.parts())
        .extracting(Plan.Part::name)
        .allSatisfy(name -> assertThat(name).matches("part-0000[0-8]-[0-9a-f]{16}[.]parquet"));
    List<CatalogueRow> rows =
        new ArrayList<>(TestSource.rows(files, full, temp.resolve("scratch")));
    rows.remove(0);
    Snapshot small = next("b", rows, "2026-11-30T06:00:00Z");
    assertThat(small.baseId()).contains(full.id());
    assertThat(small.parts()).isEmpty();
    assertThat(small.removed()).extracting(Plan.Part::rows).containsExactly(1L);
    rows.removeIf(row -> row.attributes().mtime().getEpochSecond() % 2 == 0);
    Snapshot large = next("c", rows, "2026-12-01T06:00:00Z");
    assertThat(large.baseId()).isEmpty();
    for (Snapshot snapshot : List.of(full, small, large)) {
      assertThat(TestSource.rows(files, snapshot, temp.resolve("scratch")))
          .hasSize((int) snapshot.totals().rows());
    }
  }

  private Snapshot next(String name, List<CatalogueRow> rows, String taken) throws IOException {
    PlanBundle plan = new TestPlan(temp, name).catalogue(taken, rows).seal();
    RunReport report = TestSource.apply(plan, store, TestSource.sealer(files));
    return new SnapshotFolder(files).read(report.snapshot().id());
  }

  /** One that was damaged is passed over, and the next one stands on its own. */
  @Test
  void aDamagedSnapshotIsNoBase() throws IOException {
    TestSource.apply(plan("a", TAKEN, FILES), store, TestSource.sealer(files));
    Snapshot full = only();
    Path part = bucket.resolve(full.id()).resolve(full.parts().get(1).name());
    byte[] bytes = Files.readAllBytes(part);
    bytes[bytes.length / 2] ^= 1;
    Files.write(part, bytes);
    PlanBundle next = plan("b", "2026-11-30T06:00:00Z", 0);
    RunReport report = TestSource.apply(next, store, TestSource.sealer(files));
    Snapshot later = new SnapshotFolder(files).read(report.snapshot().id());
    assertThat(later.baseId()).isEmpty();
    assertThat(TestSource.rows(files, later, temp.resolve("scratch"))).hasSize(FILES);
    assertThatThrownBy(() -> TestSource.rows(files, full, temp.resolve("scratch")))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(full.parts().get(1).name())
        .hasMessageContaining("SHA-256");
  }

  @Test
  void whatAnotherProgramLeftInItsPlaceIsNotWrittenOver() throws IOException {
    PlanBundle plan = plan("a", TAKEN, FILES);
    String id = Snapshot.id(TAKEN, plan.digest(), 1);
    Path document = Files.createDirectories(bucket.resolve(id)).resolve(SnapshotFolder.DOCUMENT);
    Files.writeString(document, "{}");
    RunReport report = TestSource.apply(plan, store, TestSource.sealer(files));
    assertThat(report.snapshot()).isEqualTo(SnapshotState.OWED);
    assertThat(report.notes())
        .singleElement()
        .asString()
        .contains("is not the document of a snapshot");
    assertThat(document).hasContent("{}");
  }
}
