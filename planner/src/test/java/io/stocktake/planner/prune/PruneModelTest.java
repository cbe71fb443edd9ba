package io.stocktake.planner.prune;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.safety.DeleteLimits;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import io.stocktake.manifests.testing.SealedSnapshots;
import io.stocktake.planner.TestDelivery;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.request.PlanRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random histories with snapshots of them: what is pruned is what the model says. */
class PruneModelTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final EntryAttributes PLAIN =
      new EntryAttributes(0100644, 0, 0, "", "", START, 0, Map.of());

  @TempDir private Path temp;

  /** A version of a key; only the last one of a key is current, unless a delete marker is. */
  private record Version(String key, String id, String content, boolean current) {
    String etag() {
      return Digests.hex(Digests.md5().digest(content.getBytes(UTF_8)));
    }
  }

  /**
   * What a snapshot names: with the version's id, or by its ETag alone, which it may only expect.
   */
  private record Named(Version version, boolean withId, boolean expected) {
    CatalogueRow row() {
      return new CatalogueRow(
          version.key,
          Optional.empty(),
          EntryKind.FILE,
          version.content.length(),
          PLAIN,
          Optional.empty(),
          Optional.of(
              new CatalogueObject(
                  new ETag(version.etag()),
                  withId ? Optional.of(version.id) : Optional.empty(),
                  expected ? ObjectEvidence.EXPECTED : ObjectEvidence.WRITTEN)));
    }

    /** Whether the snapshot needs a version; one that does not know enough needs all. */
    boolean needs(Version other) {
      return version.key.equals(other.key) && (names(other) || (!withId && expected));
    }

    boolean names(Version other) {
      return version.key.equals(other.key)
          && (withId
              ? version.id.equals(other.id)
              : !expected && version.etag().equals(other.etag()));
    }
  }

  @Proof
  @Test
  void onlyWhatNoKeptSnapshotNeedsIsRemoved() throws Exception {
    int rows = 0;
    for (int seed = 0; seed < ProofShare.of(1000); seed++) {
      rows += check(new Random(seed), temp.resolve("seed" + seed));
    }
    assertThat(rows).as("some are removed").isPositive();
  }

  private int check(Random random, Path dir) throws Exception {
    List<Version> versions = versions(random);
    SealedSnapshots sealed = new SealedSnapshots(dir.resolve("snapshots"));
    List<List<Named>> contents = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    int snapshots = 1 + random.nextInt(5);
    for (int i = 0; i < snapshots; i++) {
      List<Named> named = named(versions, random);
      SortedSet<CatalogueRow> rows = new TreeSet<>(CatalogueRow.ORDER);
      named.forEach(one -> rows.add(one.row()));
      Snapshot snapshot = sealed.seal(START.plusSeconds(i), rows);
      contents.add(named);
      ids.add(snapshot.id());
    }
    int last = 1 + random.nextInt(snapshots);
    List<Named> kept =
        contents.subList(snapshots - last, snapshots).stream().flatMap(List::stream).toList();
    List<Named> dropped =
        contents.subList(0, snapshots - last).stream().flatMap(List::stream).toList();
    TreeSet<String> expected = new TreeSet<>();
    for (Version version : versions) {
      boolean goes =
          !version.current
              && !version.id.equals("null")
              && dropped.stream().anyMatch(named -> named.names(version))
              && kept.stream().noneMatch(named -> named.needs(version));
      if (goes) {
        expected.add(version.key + " " + version.id);
      }
    }

    PlanBundle plan = plan(sealed, delivery(versions, dir, random), last, dir.resolve("plan"));

    TreeSet<String> found = new TreeSet<>();
    TreeSet<String> forgotten = new TreeSet<>();
    plan.rows(
        (ordinal, row) -> {
          if (row.action() == Action.DELETE_VERSION) {
            found.add(row.key() + " " + row.versionId().orElseThrow());
          } else {
            forgotten.add(row.key().value().split("/", -1)[3]);
          }
          return true;
        });
    assertThat(found).as("seed in %s", dir).isEqualTo(expected);
    assertThat(forgotten).isEqualTo(new TreeSet<>(ids.subList(0, snapshots - last)));
    assertThat(plan.plan().options().get(Plan.SNAPSHOTS).split(" ", -1))
        .containsExactlyElementsOf(ids);
    return found.size();
  }

  private static List<Version> versions(Random random) {
    List<Version> versions = new ArrayList<>();
    for (int key = 0; key < 6; key++) {
      int count = random.nextInt(5);
      boolean deleted = random.nextInt(4) == 0;
      for (int i = 0; i < count; i++) {
        String id = i == 0 && random.nextInt(4) == 0 ? "null" : "v" + i;
        boolean current = i == count - 1 && !deleted;
        versions.add(new Version("p/k" + key, id, "content " + random.nextInt(3), current));
      }
    }
    return versions;
  }

  /** At most one version of each key. */
  private static List<Named> named(List<Version> versions, Random random) {
    List<Named> named = new ArrayList<>();
    Set<String> keys = new TreeSet<>();
    List<Version> shuffled = new ArrayList<>(versions);
    Collections.shuffle(shuffled, random);
    for (Version version : shuffled) {
      if (random.nextInt(3) > 0 && keys.add(version.key)) {
        named.add(new Named(version, random.nextBoolean(), random.nextInt(8) == 0));
      }
    }
    return named;
  }

  private static InventoryDelivery delivery(List<Version> versions, Path dir, Random random)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    for (Version version : versions) {
      rows.add(
          new Row(
              version.key,
              (long) version.content.length(),
              version.etag(),
              "SSE-S3",
              version.id,
              version.current,
              false));
    }
    rows.add(new Row("q/other", 1L, "0".repeat(32), "SSE-S3", "v", false, false));
    rows.add(new Row("p/k0", null, null, null, "marker", true, true));
    Collections.shuffle(rows, random);
    return new TestDelivery(
            Files.createDirectories(dir.resolve("inventory")), "bucket", TestDelivery.ALL_VERSIONS)
        .file(rows)
        .open();
  }

  @Test
  void whatCannotBeReadIsNotPrunedAround() throws Exception {
    SealedSnapshots sealed = new SealedSnapshots(temp.resolve("snapshots"));
    InventoryDelivery inventory = delivery(List.of(), temp, new Random(1));
    assertThatThrownBy(() -> plan(sealed, inventory, 1, temp.resolve("none")))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("there is no snapshot below s3://bucket/p/");
    sealed.seal(START, new TreeSet<>(CatalogueRow.ORDER));
    Snapshot torn = sealed.seal(START.plusSeconds(1), new TreeSet<>(CatalogueRow.ORDER));
    Path document = temp.resolve("snapshots").resolve(torn.id()).resolve("snapshot.json");
    byte[] whole = Files.readAllBytes(document);
    Files.write(document, new byte[] {'{'});
    assertThatThrownBy(() -> plan(sealed, inventory, 1, temp.resolve("torn")))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("which versions it needs cannot be told")
        .hasMessageContaining(torn.id());
    Files.delete(document);
    assertThat(plan(sealed, inventory, 1, temp.resolve("unsealed")).plan().notes())
        .anyMatch(note -> note.startsWith("Left alone, since it is no snapshot"));
    Files.write(document, whole);
    InventoryDelivery current =
        new TestDelivery(
                Files.createDirectories(temp.resolve("current")), "bucket", TestDelivery.CURRENT)
            .file(List.of(Row.current("p/a", 1, "0".repeat(32))))
            .open();
    assertThatThrownBy(() -> plan(sealed, current, 1, temp.resolve("current-plan")))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("lists current objects alone");
  }

  @Test
  void snapshotsOfADestinationInsideOrAroundAreSeen() throws Exception {
    SealedSnapshots sealed = new SealedSnapshots(temp.resolve("snapshots"));
    sealed.seal(START, new TreeSet<>(CatalogueRow.ORDER));
    String document = ".stocktake/snapshots/x/snapshot.json";
    for (String other : List.of("", "p/q/", "p/.stocktake/")) {
      InventoryDelivery inventory = listing(other + document, temp.resolve("in" + other.length()));
      assertThatThrownBy(() -> plan(sealed, inventory, 1, temp.resolve("out")))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("there are snapshots of s3://bucket/" + other + " too");
    }
    for (String key : List.of("p/" + document, "q/" + document, "p/a" + document, "p/a/" + "x")) {
      Path dir = temp.resolve(key.replace('/', '-'));
      assertThat(plan(sealed, listing(key, dir), 1, dir.resolve("plan")).plan().rows()).isZero();
    }
  }

  private static InventoryDelivery listing(String key, Path dir) throws IOException {
    return new TestDelivery(Files.createDirectories(dir), "bucket", TestDelivery.ALL_VERSIONS)
        .file(List.of(new Row(key, 1L, "0".repeat(32), "SSE-S3", "v", true, false)))
        .open();
  }

  private static PlanBundle plan(
      SealedSnapshots sealed, InventoryDelivery inventory, int last, Path out)
      throws IOException, InterruptedException {
    PrunePlanner.plan(
        new PruneRequest(
            S3Location.parse("s3://bucket/p"),
            sealed.folder(),
            new RetentionPolicy(last, Map.of(), Optional.empty(), Set.of()),
            inventory,
            DeleteLimits.NONE,
            out,
            new PlanRequest.Stamp(Clock.systemUTC(), "test")));
    return PlanBundle.open(out);
  }
}
