package io.stocktake.planner.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.restore.RestoreAction;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestoreReason;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import io.stocktake.planner.TestDelivery;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.restore.resolve.ExistingPolicy;
import io.stocktake.planner.restore.source.InventoryObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random histories and random targets: the plan for a random time equals a model in memory. */
@Proof
class RestoreModelTest {
  private static final int SEEDS = ProofShare.of(1000);
  private static final long START = Instant.parse("2026-10-01T00:00:00Z").toEpochMilli();
  private static final List<String> KEYS =
      List.of("a", "b", "d/a", "d/e/a", "d/é", "x", "x/y", "q//r", "../up", "dir/", "z.bin");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-02T00:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path temp;

  /** A version of the model: {@code content} is null for a delete marker. */
  private record Version(String content, long time, boolean latest, String id) {}

  @Test
  void planEqualsTheModel() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        compare(new Random(seed), temp.resolve("s" + seed));
      } catch (AssertionError | Exception e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private void compare(Random random, Path dir) throws Exception {
    Map<String, List<Version>> histories = histories(random);
    Map<String, String> files = target(random, dir.resolve("target"));
    Optional<Instant> at =
        random.nextInt(3) == 0
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(START + 1000L * random.nextInt(9)));
    boolean removes = random.nextBoolean();
    ExistingPolicy existing =
        List.of(
                ExistingPolicy.SKIP,
                ExistingPolicy.CHANGED,
                ExistingPolicy.NEWER,
                ExistingPolicy.OVERWRITE)
            .get(random.nextInt(4));
    Map<String, String> expected = new TreeMap<>();
    boolean any = model(histories, files, at, existing, removes, expected);
    if (!any) {
      return;
    }
    RestoreOptions options =
        new RestoreOptions(at, existing, removes, false, RestorePlannerTest.comparison(1, 1 << 20));
    RestoreBundle bundle =
        RestorePlanner.plan(
            new RestoreRequest(
                S3Location.parse("s3://bucket/p"),
                new InventoryObjects(delivery(histories, dir.resolve("inventory"), random)),
                dir.resolve("target"),
                Optional.empty(),
                dir.resolve("plan"),
                options,
                new PlanRequest.Stamp(CLOCK, "test")),
            new PlanProgress());
    bundle.verify();
    assertThat(found(bundle)).isEqualTo(expected);
  }

  /** What each path, or each key that has none, is to have; and whether there is any object. */
  private static boolean model(
      Map<String, List<Version>> histories,
      Map<String, String> files,
      Optional<Instant> at,
      ExistingPolicy existing,
      boolean removes,
      Map<String, String> expected) {
    Map<String, Version> objects = new TreeMap<>();
    Map<String, String> problems = new TreeMap<>();
    histories.forEach(
        (key, versions) -> {
          Optional<Version> now = newest(versions, at, key, problems);
          now.filter(version -> version.content != null)
              .ifPresent(version -> objects.put(key, version));
        });
    boolean any = !objects.isEmpty() || !problems.isEmpty();
    if (objects.containsKey("x") && objects.containsKey("x/y")) {
      objects.remove("x");
      problems.put("x", "path-collision");
    }
    for (String key : List.of("q//r", "../up")) {
      if (objects.remove(key) != null) {
        problems.put(key, "key-is-no-path");
      }
    }
    objects.forEach(
        (key, version) -> expect(key, version, files, existing, removes, expected, problems));
    if (removes) {
      files.forEach(
          (path, content) -> {
            if (!objects.containsKey(path) && !problems.containsKey(path)) {
              expected.put(path, "remove extra ");
            }
          });
    }
    problems.forEach((path, kind) -> expected.put("!" + path, kind));
    return any;
  }

  private static void expect(
      String key,
      Version version,
      Map<String, String> files,
      ExistingPolicy existing,
      boolean removes,
      Map<String, String> expected,
      Map<String, String> problems) {
    String object = " p/" + key + " " + version.id;
    if (key.endsWith("/")) {
      expected.put(key.substring(0, key.length() - 1), "make-directory missing" + object);
      return;
    }
    String content = files.get(key);
    if (content == null) {
      boolean blocked =
          key.equals("x/y") && files.containsKey("x") && !(removes && !problems.containsKey("x"));
      boolean directory = key.equals("x") && files.containsKey("x/y");
      if (blocked || directory) {
        problems.put(key, "path-collision");
      } else {
        expected.put(key, "fetch missing" + object);
      }
    } else if (!content.equals(version.content)) {
      expected.put(
          key,
          switch (existing) {
                case SKIP -> "none exists";
                case NEWER -> version.time > START + 4500 ? "fetch differs" : "none exists";
                default -> "fetch differs";
              }
              + object);
    }
  }

  private static Optional<Version> newest(
      List<Version> versions, Optional<Instant> at, String key, Map<String, String> problems) {
    if (at.isEmpty()) {
      return versions.stream().filter(Version::latest).findFirst();
    }
    List<Version> before =
        versions.stream()
            .filter(version -> version.time <= at.get().toEpochMilli())
            .sorted(Comparator.comparing(Version::time).reversed())
            .toList();
    if (before.isEmpty()) {
      return Optional.empty();
    }
    List<Version> newest =
        before.stream().filter(version -> version.time == before.get(0).time).toList();
    Optional<Version> latest = newest.stream().filter(Version::latest).findFirst();
    if (latest.isPresent()) {
      return latest;
    }
    if (newest.stream().map(version -> "" + version.content).distinct().count() > 1) {
      problems.put(key, "object-unknown");
      return Optional.empty();
    }
    return newest.stream().min(Comparator.comparing(Version::id));
  }

  private static Map<String, List<Version>> histories(Random random) {
    Map<String, List<Version>> histories = new TreeMap<>();
    int ids = 0;
    for (String key : KEYS) {
      List<Version> versions = new ArrayList<>();
      long time = START;
      int count = random.nextInt(4);
      for (int i = 0; i < count; i++) {
        time += 1000L * random.nextInt(4);
        boolean marker = random.nextInt(4) == 0;
        String content = key.endsWith("/") ? "" : "c" + random.nextInt(3);
        String id = random.nextInt(8) == 0 ? "null" : "v" + ids++;
        if (versions.stream().noneMatch(version -> version.id.equals(id))) {
          versions.add(new Version(marker ? null : content, time, false, id));
        }
      }
      if (!versions.isEmpty()) {
        Version last = versions.remove(versions.size() - 1);
        versions.add(new Version(last.content, last.time, true, last.id));
        histories.put(key, versions);
      }
    }
    return histories;
  }

  private static Map<String, String> target(Random random, Path root) throws IOException {
    Map<String, String> files = new HashMap<>();
    if (random.nextInt(5) == 0) {
      return files;
    }
    Files.createDirectories(root);
    for (String name : List.of("a", "b", "d/a", "d/é", "extra", "x", "x/y")) {
      boolean blocked = name.equals("x/y") && files.containsKey("x");
      if (random.nextBoolean() && !blocked) {
        String content = "c" + random.nextInt(3);
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(START + 4500));
        files.put(name, content);
      }
    }
    return files;
  }

  private static InventoryDelivery delivery(
      Map<String, List<Version>> histories, Path dir, Random random) throws IOException {
    List<Row> rows = new ArrayList<>();
    histories.forEach(
        (key, versions) ->
            versions.forEach(
                version -> {
                  String content = version.content;
                  rows.add(
                      new Row(
                              "p/" + key,
                              content == null ? null : (long) content.length(),
                              content == null ? null : md5(content),
                              content == null ? null : "SSE-S3",
                              version.id,
                              version.latest,
                              content == null)
                          .at(version.time));
                }));
    rows.add(new Row("other/a", 1L, md5("1"), "SSE-S3", "v", true, false).at(START));
    rows.add(new Row("p/.stocktake/lease", 1L, md5("1"), "SSE-S3", "v", true, false).at(START));
    java.util.Collections.shuffle(rows, random);
    Files.createDirectories(dir);
    return new TestDelivery(dir, "bucket", TestDelivery.HISTORY).file(rows).open();
  }

  private static Map<String, String> found(RestoreBundle bundle) throws IOException {
    Map<String, String> found = new TreeMap<>();
    bundle.rows(
        (ordinal, row) ->
            found.put(
                    row.path(),
                    row.action().code()
                        + " "
                        + row.reason().code()
                        + " "
                        + row.object()
                            .map(object -> object.key() + " " + object.versionId().orElse(""))
                            .orElse(""))
                == null);
    bundle.problems(problem -> found.put("!" + problem.path(), problem.kind().code()) == null);
    assertThat(bundle.plan().rows(RestoreAction.NONE))
        .isEqualTo(
            bundle.plan().totals().stream()
                .filter(
                    total ->
                        total.reason() == RestoreReason.EXISTS
                            || total.reason() == RestoreReason.CANNOT_TELL)
                .collect(Collectors.summingLong(total -> total.rows())));
    return found;
  }

  private static String md5(String content) {
    return Digests.hex(Digests.md5().digest(content.getBytes(UTF_8)));
  }
}
