package io.stocktake.executor.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.SnapshotState;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.manifests.testing.DirectoryFiles;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of a source: files come, change and go, some cannot be stored, and after each
 * plan a snapshot is sealed. Each snapshot holds what the model says, also when it is only a
 * difference from an earlier one, and also after all later ones.
 */
@Proof
class SnapshotModelTest {
  private static final int HISTORIES = ProofShare.of(100);
  private static final int MOST_PLANS = 6;
  private static final int MOST_FILES = 60;

  /** So few changes are often kept as a difference alone. */
  private static final int FEW = 5;

  @TempDir private Path temp;

  @Test
  void eachSnapshotHoldsWhatTheModelSays() throws IOException {
    long seed = Long.getLong("stocktake.seed", new Random().nextLong());
    System.out.println("SnapshotModelTest seed " + seed);
    int deltas = 0;
    int partial = 0;
    for (int i = 0; i < HISTORIES; i++) {
      History history = new History(temp.resolve("h" + i), new Random(seed + i));
      String name = "history " + i + ", seed " + seed;
      int plans = 2 + history.random.nextInt(MOST_PLANS);
      for (int number = 0; number < plans; number++) {
        history.next(number, name);
      }
      history.checkAll(name);
      deltas += history.deltas();
      partial += history.partial();
    }
    assertThat(deltas).as("snapshots that are differences").isPositive();
    assertThat(partial).as("partial snapshots").isPositive();
  }

  /** One source and what became of it. */
  private static final class History {
    private final Path base;
    private final Random random;
    private final MemoryStore store = new MemoryStore();
    private final DirectoryFiles files;

    /** Content by key; of directories null. */
    private final Map<String, String> source = new TreeMap<>();

    private final Map<String, Long> times = new TreeMap<>();

    /** What the bucket has of the source, and who told. */
    private final Map<String, CatalogueObject> held = new TreeMap<>();

    private final Map<String, String> stored = new TreeMap<>();
    private final Map<String, List<CatalogueRow>> expected = new TreeMap<>();

    History(Path base, Random random) {
      this.base = base;
      this.random = random;
      this.files = new DirectoryFiles(base.resolve("bucket"));
      store.keepVersions();
    }

    void next(int number, String name) throws IOException {
      change(
          number == 0 ? MOST_FILES : random.nextInt(random.nextInt(3) == 0 ? MOST_FILES / 2 : FEW));
      TestPlan plan = new TestPlan(base, "plan" + number);
      Set<String> drifted = new HashSet<>();
      List<CatalogueRow> catalogue = plan(plan, drifted);
      PlanBundle bundle = plan.catalogue("2026-11-01T00:0" + number + ":00.5Z", catalogue).seal();
      Set<String> failed = new HashSet<>(drifted);
      drifted.removeIf(key -> random.nextBoolean());
      failed.removeAll(drifted);
      for (String key : drifted) {
        spoil(plan.file(key));
      }
      RunReport first =
          TestSource.apply(bundle, TestSource.failing(store, failed), TestSource.sealer(files));
      assertThat(first.rows(Outcome.FAILED)).as("%s: %s", name, first).isEqualTo(failed.size());
      Set<String> lost = new HashSet<>(drifted);
      lost.addAll(failed);
      check(first, catalogue, lost, name);
      if (random.nextBoolean()) {
        check(TestSource.apply(bundle, store, TestSource.sealer(files)), catalogue, drifted, name);
      }
    }

    private void check(
        RunReport report, List<CatalogueRow> catalogue, Set<String> lost, String name)
        throws IOException {
      List<CatalogueRow> rows = new ArrayList<>();
      for (CatalogueRow row : catalogue) {
        rows.add(after(row, lost));
      }
      Snapshot snapshot = new SnapshotFolder(files).read(report.snapshot().id());
      expected.put(snapshot.id(), rows);
      assertThat(snapshot.totals().notStored()).as(name).isEqualTo(lost.size());
      assertThat(report.snapshot().state())
          .as(name)
          .isEqualTo(lost.isEmpty() ? SnapshotState.State.SEALED : SnapshotState.State.PARTIAL);
    }

    private void change(int changes) {
      for (int i = 0; i < changes; i++) {
        String key = "d" + random.nextInt(4) + "/f" + random.nextInt(MOST_FILES);
        int kind = random.nextInt(10);
        if (kind < 7) {
          source.put(key, "content " + random.nextInt(1000));
        } else if (kind == 7) {
          source.remove(key);
        } else {
          source.put("e" + random.nextInt(9) + "/", null);
        }
        times.put(key, (long) random.nextInt(1000));
      }
    }

    /** Rows of the plan, and of its catalogue: an object where nothing is to be done. */
    private List<CatalogueRow> plan(TestPlan plan, Set<String> lost) throws IOException {
      List<CatalogueRow> catalogue = new ArrayList<>();
      for (Map.Entry<String, String> entry : source.entrySet()) {
        String key = entry.getKey();
        long time = times.getOrDefault(key, 0L);
        if (entry.getValue() == null) {
          catalogue.add(TestSource.directory(key, time));
          continue;
        }
        byte[] content = entry.getValue().getBytes(UTF_8);
        boolean same = entry.getValue().equals(stored.get(key));
        catalogue.add(
            TestSource.row(
                key,
                EntryKind.FILE,
                content.length,
                time,
                same ? Optional.of(TestSource.compared(held.get(key).etag())) : Optional.empty()));
        if (!same && held.containsKey(key)) {
          plan.overwrite(key, content, held.get(key).etag());
        } else if (!same) {
          plan.create(key, content);
        }
        if (!same && random.nextInt(15) == 0) {
          lost.add(key);
        }
      }
      for (String key : Set.copyOf(held.keySet())) {
        if (!source.containsKey(key) && lost.isEmpty()) {
          plan.delete(key, held.remove(key).etag());
          stored.remove(key);
        }
      }
      catalogue.sort(CatalogueRow.ORDER);
      return catalogue;
    }

    /** Changed after the plan: the row drifts. */
    private static void spoil(Path file) throws IOException {
      Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1)));
    }

    /** The row as its snapshot must have it. */
    private CatalogueRow after(CatalogueRow row, Set<String> lost) {
      String key = row.key();
      if (row.kind() != EntryKind.FILE || lost.contains(key)) {
        return row;
      }
      if (row.object().isEmpty()) {
        held.put(key, TestSource.written(store, key));
        stored.put(key, source.get(key));
        assertThat(held.get(key).etag()).isEqualTo(etag(source.get(key)));
      }
      // Of an object that did not change its version is still known.
      return row.heldBy(held.get(key));
    }

    private static ETag etag(String content) {
      return ETag.ofMd5(Digests.md5().digest(content.getBytes(UTF_8)));
    }

    void checkAll(String name) throws IOException {
      SnapshotFolder.Listing listing = new SnapshotFolder(files).list();
      assertThat(listing.ignored()).as(name).isEmpty();
      assertThat(listing.snapshots())
          .as(name)
          .isSortedAccordingTo(Comparator.comparing(Snapshot::time))
          .extracting(Snapshot::id)
          .containsExactlyElementsOf(expected.keySet());
      for (Snapshot snapshot : listing.snapshots()) {
        assertThat(TestSource.rows(files, snapshot, base.resolve("scratch")))
            .as("%s: %s", name, snapshot)
            .isEqualTo(expected.get(snapshot.id()));
        assertThat(snapshot.totals().rows()).isEqualTo(expected.get(snapshot.id()).size());
      }
    }

    int deltas() throws IOException {
      return (int)
          new SnapshotFolder(files)
              .list().snapshots().stream().filter(s -> s.baseId().isPresent()).count();
    }

    int partial() throws IOException {
      return (int)
          new SnapshotFolder(files).list().snapshots().stream().filter(Snapshot::isPartial).count();
    }
  }
}
