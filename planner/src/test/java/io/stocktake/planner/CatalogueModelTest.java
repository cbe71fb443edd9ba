package io.stocktake.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StoredLink;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.Bytes;
import io.stocktake.manifests.catalogue.CatalogueObject;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.catalogue.EntryAttributes;
import io.stocktake.manifests.catalogue.EntryKind;
import io.stocktake.manifests.catalogue.ObjectEvidence;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.testing.PlanCatalogue;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.model.FoundEntry;
import io.stocktake.planner.model.RandomSides;
import io.stocktake.planner.request.PlanPartConsumer;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.LinkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The catalogue of a plan of a random tree and a random inventory has each entry once, with what
 * {@code find} says of it, and an object exactly where the plan has nothing to do or to say.
 */
@Proof
class CatalogueModelTest {
  private static final int TREES = ProofShare.of(100);
  private static final PosixFilePermission[] PERMISSIONS = PosixFilePermission.values();

  @TempDir private Path temp;
  private int same;
  private int linked;

  @Test
  void catalogueRowsAreWhatFindAndThePlanSay() throws Exception {
    long first = new Random().nextLong();
    System.out.println("CatalogueModelTest: seeds from " + first);
    for (int i = 0; i < TREES; i++) {
      Path home = Files.createDirectory(temp.resolve("tree" + i)).toRealPath();
      try {
        new Trial(home, new Random(first + i)).run();
      } catch (AssertionError | Exception e) {
        throw new AssertionError("seed " + (first + i), e);
      }
      FileTrees.delete(home);
    }
    assertThat(same).as("rows with an object").isGreaterThan(TREES);
    assertThat(linked).as("rows with several names").isGreaterThan(TREES);
  }

  private final class Trial {
    private final Path home;
    private final Path source;
    private final Random random;
    private final RandomSides sides;
    private final LinkPolicy links;
    private final AttributePolicy.Store store;

    Trial(Path home, Random random) throws Exception {
      this.home = home;
      this.source = Files.createDirectory(home.resolve("source"));
      this.random = random;
      this.sides = new RandomSides(source, "p/", random);
      this.links = random.nextBoolean() ? LinkPolicy.SKIP : LinkPolicy.STORE;
      this.store =
          random.nextBoolean() ? AttributePolicy.Store.CATALOGUE : AttributePolicy.Store.BOTH;
      decorate();
    }

    void run() throws Exception {
      PlanBundle whole = plan("whole", Optional.empty());
      Set<String> planned = PlannedSides.rows(whole).keySet();
      List<CatalogueRow> rows = PlanCatalogue.rows(whole);
      check(rows, planned);
      PartsInOrder parts = new PartsInOrder(home.resolve("parts"), 2);
      PlanBundle last = plan("last", Optional.of(parts));
      assertThat(PlanCatalogue.rows(last)).as("of a plan in parts").isEqualTo(rows);
      for (Path part : parts.taken()) {
        PlanBundle early = PlanBundle.open(part);
        assertThat(early.plan().catalogue()).isEmpty();
        checkAttributes(early);
      }
      checkAttributes(whole);
    }

    /** Uploads, and copies in place of them, carry attributes if objects are to have them. */
    private void checkAttributes(PlanBundle bundle) throws IOException {
      for (PlanRow row : PlannedSides.rows(bundle).values()) {
        boolean writes = row.action() == Action.UPLOAD || row.action() == Action.COPY;
        assertThat(row.attributes().isPresent())
            .as("%s", row)
            .isEqualTo(writes && store == AttributePolicy.Store.BOTH);
      }
    }

    private PlanBundle plan(String out, Optional<PlanPartConsumer> parts) throws Exception {
      PlanRequest request =
          new PlanRequest(
              source,
              S3Location.parse("s3://bucket/p"),
              PlanRequest.Evidence.of(sides.deliver(home.resolve("inventory-" + out), "bucket")),
              Optional.empty(),
              home.resolve(out),
              PlannedSides.DELETE.withLinks(links).withAttributes(store).options(),
              new PlanRequest.Stamp(PlannedSides.CLOCK, "test"));
      if (parts.isPresent()) {
        Planner.inParts(request, new PlanProgress(), parts.get());
      } else {
        Planner.plan(request, new PlanProgress());
      }
      PlanBundle bundle = PlanBundle.open(home.resolve(out));
      bundle.verify();
      return bundle;
    }

    private void check(List<CatalogueRow> rows, Set<String> planned) throws Exception {
      Map<Bytes, FoundEntry> found = FoundEntry.below(source);
      Map<Bytes, CatalogueRow> byPath = new HashMap<>();
      for (CatalogueRow row : rows) {
        assertThat(byPath.put(path(row), row)).as("%s comes twice", row.key()).isNull();
      }
      assertThat(byPath.keySet()).isEqualTo(found.keySet());
      Map<String, Long> groups = new HashMap<>();
      found.forEach((path, entry) -> check(byPath.get(path), path, entry, groups));
      assertThat(groups.values()).doesNotHaveDuplicates().doesNotContain(0L);
      linked += groups.size();
      Set<String> compared = new HashSet<>();
      for (CatalogueRow row : rows) {
        boolean isCompared = isCompared(row);
        Optional<CatalogueObject> expected =
            isCompared && !planned.contains(row.key())
                ? Optional.of(object(row.key()))
                : Optional.empty();
        assertThat(row.object()).as("%s", row.key()).isEqualTo(expected);
        same += row.object().isPresent() ? 1 : 0;
        assertThat(!isCompared || compared.add(row.key())).isTrue();
      }
    }

    private boolean isCompared(CatalogueRow row) {
      return row.kind() == EntryKind.LINK
          ? links == LinkPolicy.STORE
          : row.kind() == EntryKind.FILE && !row.key().contains("%FF");
    }

    private void check(CatalogueRow row, Bytes path, FoundEntry found, Map<String, Long> groups) {
      EntryAttributes told = row.attributes();
      long group =
          found.file().map(file -> groups.computeIfAbsent(file, f -> told.hardLink())).orElse(0L);
      EntryAttributes known = found.attributes();
      EntryAttributes expected =
          new EntryAttributes(
              known.mode(),
              known.uid(),
              known.gid(),
              known.owner(),
              known.group(),
              known.mtime(),
              group,
              Map.of());
      assertThat(List.of(row.kind(), row.size(), told, row.linkTarget()))
          .as("%s", path)
          .isEqualTo(List.of(found.kind(), found.size(), expected, found.target()));
    }

    /** The one current version of the key. */
    private CatalogueObject object(String key) {
      List<Row> current =
          sides.model().objects().stream()
              .filter(row -> row.key().equals(key) && row.latest() && !row.deleteMarker())
              .toList();
      assertThat(current).as("objects of %s", key).hasSize(1);
      return new CatalogueObject(
          new ETag(current.get(0).etag()), Optional.empty(), ObjectEvidence.COMPARED);
    }

    /** The bytes of an entry's path: the key tells them, or the row does. */
    private Bytes path(CatalogueRow row) {
      String name = row.key().substring("p/".length());
      boolean directory = row.kind() == EntryKind.DIRECTORY && !name.isEmpty();
      return row.path()
          .orElseGet(() -> Bytes.of(directory ? name.substring(0, name.length() - 1) : name));
    }

    /** Adds what has no key: empty directories, links, pipes; and modes, times, second names. */
    private void decorate() throws Exception {
      List<String> files =
          sides.model().files().keySet().stream().map(key -> key.substring(2)).toList();
      for (int i = random.nextInt(4); i > 0; i--) {
        Files.createDirectories(source.resolve("empty" + i + "/ü" + random.nextInt(3)));
      }
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        Path link = source.resolve("link" + i);
        String target = List.of("always", "nowhere", "../out", "ü b").get(random.nextInt(4));
        Files.createSymbolicLink(link, Path.of(target));
        if (random.nextBoolean()) {
          sides.model().objects().add(object("p/link" + i + StoredLink.SUFFIX, target));
        }
      }
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        Path file = source.resolve(files.get(random.nextInt(files.size())));
        Files.createLink(source.resolve("second name " + i), file);
      }
      if (random.nextInt(3) == 0) {
        run("mkfifo pipe; printf x > \"$(printf 'bad\\377')\"; ln always \"$(printf '\\377')\"");
      }
      for (String name : files) {
        if (random.nextBoolean()) {
          decorate(source.resolve(name));
        }
      }
    }

    private Row object(String key, String content) {
      byte[] bytes = content.getBytes(UTF_8);
      return new Row(
          key,
          (long) bytes.length,
          ETag.ofMd5(Digests.md5().digest(bytes)).value(),
          "SSE-S3",
          "v",
          true,
          false,
          "STANDARD");
    }

    private void decorate(Path file) throws IOException {
      Set<PosixFilePermission> permissions =
          random
              .ints(random.nextInt(9), 0, PERMISSIONS.length)
              .mapToObj(i -> PERMISSIONS[i])
              .collect(Collectors.toSet());
      permissions.add(PosixFilePermission.OWNER_READ);
      Files.setPosixFilePermissions(file, permissions);
      Instant time = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
      Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private void run(String script) throws Exception {
      Process process = new ProcessBuilder("sh", "-c", script).directory(source.toFile()).start();
      assertThat(process.waitFor()).isZero();
    }
  }
}
