package io.stocktake.planner.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.manifests.Digests;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.FileTrees;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanBundle;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.planner.TestDelivery;
import io.stocktake.planner.TestDelivery.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Plans of random trees and inventories of every kind are those of a model that reads it all. */
class ModelTest extends PlannedSides {
  private static final int TREES = 1000;
  private static final int NAMES = 24;
  private static final List<String> ENCRYPTIONS =
      List.of("SSE-S3", "SSE-S3", "SSE-S3", "NOT-SSE", "SSE-KMS", "DSSE-KMS", "SSE-C");

  private final Map<String, String> files = new TreeMap<>();
  private long early;

  @Test
  void aThousandRandomTreesPlanAsTheModelSays() throws Exception {
    long first = new Random().nextLong();
    for (long seed = first; seed < first + TREES; seed++) {
      source = Files.createDirectory(temp.resolve("source" + seed));
      Random random = new Random(seed);
      makeSides(random);
      Path out = temp.resolve("out");
      boolean duplicates = random.nextBoolean();
      Planner.plan(request(out, duplicates), new PlanProgress());
      Map<String, PlanRow> whole = rows(PlanBundle.open(out));
      FileTrees.delete(out);
      assertThat(reasons(whole)).as("seed %d", seed).isEqualTo(model(duplicates));
      assertThat(inParts(request(out, duplicates), random)).as("seed %d", seed).isEqualTo(whole);
      FileTrees.delete(out);
    }
    assertThat(early).as("rows in earlier parts than the last").isGreaterThan(TREES);
  }

  /** The rows of all parts; all but the last have guarded uploads alone, and no key comes twice. */
  private Map<String, PlanRow> inParts(PlanRequest request, Random random) throws Exception {
    Parts parts = new Parts(temp.resolve("parts"), 1 + random.nextInt(3));
    Planner.inParts(request, new PlanProgress(), parts);
    Map<String, PlanRow> rows = rows(PlanBundle.open(request.out()));
    for (Path part : parts.taken()) {
      for (PlanRow row : rows(PlanBundle.open(part)).values()) {
        early++;
        assertThat(row.action()).isEqualTo(Action.UPLOAD);
        assertThat(rows.put(row.key().value(), row)).as("%s", row.key()).isNull();
      }
    }
    FileTrees.delete(temp.resolve("parts"));
    return rows;
  }

  private record Parts(Path folder, int maxRows, List<Path> taken) implements EarlyParts {
    Parts(Path folder, int maxRows) {
      this(folder, maxRows, new ArrayList<>());
    }

    @Override
    public Path place(int number) {
      return folder.resolve("part-" + number);
    }

    @Override
    public void sealed(Path part) {
      taken.add(part);
    }

    @Override
    public boolean endedWell() {
      return true;
    }
  }

  private PlanRequest request(Path out, boolean duplicates) throws IOException {
    runs++;
    TestDelivery delivery =
        new TestDelivery(
            Files.createDirectories(temp.resolve("inventory" + runs)),
            bucket,
            TestDelivery.ALL_VERSIONS.replace("}", "  optional binary storage_class (STRING);\n}"));
    int half = objects.size() / 2;
    delivery.file(objects.subList(0, half)).file(objects.subList(half, objects.size()));
    return new PlanRequest(
        source,
        S3Location.parse("s3://bucket/p"),
        delivery.open(),
        copyFrom,
        checksums,
        state,
        out,
        DELETE.withReading(Reading.DEFAULT.withCopyDuplicates(duplicates)),
        CLOCK,
        "test");
  }

  /** Names with and without a file, and with any number of versions of an object. */
  private void makeSides(Random random) throws IOException {
    files.clear();
    objects.clear();
    writeFile("always", "there is a file");
    for (int i = 0; i < NAMES; i++) {
      String name = "d" + random.nextInt(3) + "/f " + i + "+%ü";
      String content = content(random);
      if (random.nextInt(4) > 0) {
        writeFile(name, content);
      }
      if (random.nextInt(4) > 0) {
        addVersions("p/" + name, random.nextInt(3) > 0 ? content : content(random), random);
      }
    }
    Collections.shuffle(objects, random);
  }

  private static String content(Random random) {
    return List.of("", "a", "b", "cc", "dd", "eee").get(random.nextInt(6));
  }

  private void writeFile(String name, String content) throws IOException {
    file(name, content);
    files.put("p/" + name, content);
  }

  private void addVersions(String key, String content, Random random) {
    for (int old = random.nextInt(3); old > 0; old--) {
      objects.add(version(key, content(random), random, false));
    }
    switch (random.nextInt(12)) {
      case 0 -> objects.add(new Row(key, null, null, null, "marker", true, true, null));
      case 1 -> {
        objects.add(version(key, content, random, true));
        objects.add(version(key, content, random, true));
      }
      case 2 -> objects.add(new Row(key, 1L, null, "SSE-S3", "v", true, false, "STANDARD"));
      default -> objects.add(version(key, content, random, true));
    }
  }

  private static Row version(String key, String content, Random random, boolean latest) {
    byte[] md5 = Digests.md5().digest(content.getBytes(UTF_8));
    ETag etag =
        random.nextInt(5) == 0
            ? ETag.ofParts(Digests.md5().digest(random.nextBoolean() ? md5 : new byte[16]), 1)
            : ETag.ofMd5(md5);
    return new Row(
        key,
        (long) content.length(),
        etag.value(),
        ENCRYPTIONS.get(random.nextInt(ENCRYPTIONS.size())),
        random.nextBoolean() ? null : "v" + random.nextInt(99),
        latest,
        false,
        random.nextInt(9) == 0 ? "GLACIER" : "STANDARD");
  }

  private Map<String, Reason> model(boolean duplicates) {
    Map<String, List<Row>> current = new TreeMap<>();
    for (Row row : objects) {
      if (row.latest() && !row.deleteMarker()) {
        current.computeIfAbsent(row.key(), k -> new ArrayList<>()).add(row);
      }
    }
    Map<String, Reason> reasons = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    Set<String> movable = new HashSet<>();
    Set<String> staying = new HashSet<>();
    current.forEach(
        (key, rows) -> {
          Row row = rows.get(0);
          boolean orphan = !files.containsKey(key);
          Reason reason = orphan ? orphan(rows) : compare(files.get(key), rows);
          if (reason != Reason.SAME) {
            reasons.put(key, reason);
          }
          if (rows.size() == 1 && isEvidence(row) && row.storageClass().equals("STANDARD")) {
            String content = row.size() + row.etag();
            if (orphan) {
              movable.add(content);
            } else if (duplicates && reason == Reason.SAME) {
              staying.add(content);
            }
            if (orphan || duplicates) {
              seen.add(content);
            }
          }
        });
    files.forEach(
        (key, content) -> {
          if (!current.containsKey(key)) {
            reasons.put(key, ofNew(content, seen, movable, staying));
          }
        });
    return reasons;
  }

  /**
   * The form of ETag that is looked for is the first that an object has, whatever becomes of it.
   */
  private static Reason ofNew(
      String content, Set<String> seen, Set<String> movable, Set<String> staying) {
    Optional<String> etag = etags(content).stream().filter(seen::contains).findFirst();
    if (content.isEmpty() || etag.isEmpty()) {
      return Reason.NEW;
    }
    if (movable.contains(etag.get())) {
      return Reason.MOVED;
    }
    return staying.contains(etag.get()) ? Reason.DUPLICATE : Reason.NEW;
  }

  private static Reason orphan(List<Row> rows) {
    if (rows.size() > 1) {
      return Reason.AMBIGUOUS;
    }
    return rows.get(0).etag() == null ? Reason.NO_EVIDENCE : Reason.ORPHAN;
  }

  private static boolean isEvidence(Row row) {
    return row.etag() != null && Set.of("SSE-S3", "NOT-SSE").contains(row.encryption());
  }

  private static Reason compare(String content, List<Row> rows) {
    Row row = rows.get(0);
    if (rows.size() > 1) {
      return Reason.AMBIGUOUS;
    }
    if ("SSE-C".equals(row.encryption())) {
      return Reason.CUSTOMER_KEY;
    }
    if (row.etag() == null) {
      return Reason.NO_EVIDENCE;
    }
    if (row.size() != content.length()) {
      return Reason.SIZE;
    }
    if (!isEvidence(row)) {
      return Reason.ENCRYPTED;
    }
    if (etags(content).contains(row.size() + row.etag())) {
      return Reason.SAME;
    }
    return row.etag().endsWith("-1") ? Reason.PART_SIZE_UNKNOWN : Reason.CONTENT;
  }

  /** Size and ETag of the content, written whole and as one part. */
  private static List<String> etags(String content) {
    byte[] md5 = Digests.md5().digest(content.getBytes(UTF_8));
    return List.of(
        content.length() + ETag.ofMd5(md5).value(),
        content.length() + ETag.ofParts(Digests.md5().digest(md5), 1).value());
  }
}
