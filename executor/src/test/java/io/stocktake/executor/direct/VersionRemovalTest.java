package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.Undo;
import io.stocktake.executor.apply.ApplyConditions;
import io.stocktake.executor.lease.LeaseFactory;
import io.stocktake.executor.snapshot.SnapshotSealer;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.manifests.snapshot.KnownSnapshots;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.manifests.testing.DirectoryFiles;
import io.stocktake.manifests.testing.SealedSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plans that prune: which versions go, and what stops them. */
class VersionRemovalTest {
  private static final Instant TAKEN = Instant.parse("2026-11-01T00:00:00Z");

  @TempDir private Path base;
  private final MemoryStore memory = new MemoryStore();
  private TestPlan builder;
  private SealedSnapshots snapshots;
  private Snapshot dropped;

  @BeforeEach
  void begin() throws IOException {
    builder = new TestPlan(base);
    memory.keepVersions();
    memory.tellVersions();
    snapshots = new SealedSnapshots(base.resolve("snapshots"));
    dropped = snapshots.seal(TAKEN, new TreeSet<>(CatalogueRow.ORDER));
    builder.option(Plan.SNAPSHOTS, KnownSnapshots.text(dropped, Set.of()));
    builder.option(KnownSnapshots.PRUNED, dropped.id());
  }

  @Test
  void onlyWhatIsNotCurrentGoes() throws IOException {
    ETag old = memory.seed("a", bytes(3, 1));
    ETag now = memory.seed("a", bytes(3, 2));
    builder.removeVersion("a", "v0", old).removeVersion("a", "v1", now);

    RunReport report = run(builder.seal(), memory);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(versions("a")).containsExactly("v1");
    assertThat(report.undo().state()).isEqualTo(Undo.State.NOT_NEEDED);
    assertThat(snapshots.folder().list().tags(dropped)).containsExactly(SnapshotFolder.PRUNED);
  }

  @Test
  void whereTheStoreTellsNoVersionNothingGoes() throws IOException {
    MemoryStore silent = new MemoryStore();
    silent.keepVersions();
    ETag old = silent.seed("a", bytes(3, 1));
    silent.seed("a", bytes(3, 2));
    builder.removeVersion("a", "v0", old);
    assertThat(run(builder.seal(), silent).rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(silent.versions(new ObjectKey("a")).join()).hasSize(2);
  }

  @Test
  void whatIsLockedIsSkippedAndTriedAgain() throws IOException {
    ETag old = memory.seed("a", bytes(3, 1));
    memory.seed("a", bytes(3, 2));
    memory.lock("a", "v0");
    PlanBundle plan = builder.removeVersion("a", "v0", old).seal();
    for (int run = 0; run < 2; run++) {
      assertThat(run(plan, memory).rows(Outcome.SKIPPED)).isEqualTo(1);
    }
    assertThat(versions("a")).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOST_REQUEST", "LOST_ANSWER", "TWICE", "FAILED", "DENIED"})
  void aLostAnswerIsAskedForAgain(Fault fault) throws IOException {
    ETag old = memory.seed("a", bytes(3, 1));
    memory.seed("a", bytes(3, 2));
    PlanBundle plan = builder.removeVersion("a", "v0", old).seal();
    AtomicInteger deletes = new AtomicInteger();
    ObjectStore faulty =
        new FaultyStore(
            memory,
            (op, key) -> op == Op.DELETE && deletes.getAndIncrement() == 0 ? fault : Fault.NONE);
    RunReport first = run(plan, faulty);
    boolean settled = fault != Fault.FAILED && fault != Fault.DENIED;
    assertThat(first.rows(settled ? Outcome.DONE : Outcome.FAILED)).isEqualTo(1);
    assertThat(run(plan, memory).rows(Outcome.DONE)).isEqualTo(1);
    assertThat(versions("a")).containsExactly("v1");
  }

  @Test
  void aSnapshotThatThePlanDidNotKnowStopsIt() throws IOException {
    ETag old = memory.seed("a", bytes(3, 1));
    memory.seed("a", bytes(3, 2));
    PlanBundle plan = builder.removeVersion("a", "v0", old).seal();
    Snapshot later = snapshots.seal(TAKEN.plusSeconds(1), new TreeSet<>(CatalogueRow.ORDER));
    refused(plan, later.id() + " was sealed after this plan was made");
    Path document = base.resolve("snapshots").resolve(later.id()).resolve(SnapshotFolder.DOCUMENT);
    Files.writeString(document, "{\"format\":\"stocktake-snapshot/9\"}");
    refused(plan, later.id() + " cannot be used");
    Files.delete(document);
    snapshots.folder().tag(dropped, "legal");
    refused(plan, dropped.id() + " was given a tag after this plan was made");
    assertThat(versions("a")).hasSize(2);
  }

  @Test
  void withoutAWayToSeeSnapshotsNothingGoes() throws IOException {
    ETag old = memory.seed("a", bytes(3, 1));
    memory.seed("a", bytes(3, 2));
    PlanBundle plan = builder.removeVersion("a", "v0", old).seal();
    assertThatThrownBy(() -> TestPlan.run(plan, memory))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("which snapshots there are cannot be told");
    assertThat(versions("a")).hasSize(2);
  }

  private void refused(PlanBundle plan, String why) {
    assertThatThrownBy(() -> run(plan, memory))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(why);
  }

  private RunReport run(PlanBundle plan, ObjectStore through) throws IOException {
    SnapshotSealer sealer =
        new SnapshotSealer(
            new DirectoryFiles(base.resolve("snapshots")), SnapshotSealer.PlanParts.WHOLE);
    return TestPlan.executor(plan, through)
        .run(
            new ApplyConditions(
                Safety.NONE,
                LeaseFactory.NONE,
                List.of(),
                "test",
                Optional.of(sealer),
                ApplyConditions.ContentsFactory.LOCAL));
  }

  private List<String> versions(String key) {
    List<String> ids = new ArrayList<>();
    memory.versions(new ObjectKey(key)).join().forEach(version -> ids.add(version.id()));
    return ids;
  }
}
