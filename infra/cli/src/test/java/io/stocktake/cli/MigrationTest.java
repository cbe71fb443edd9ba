package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.lab.seed.Seeding;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From one bucket to another, by jobs: 10,000 objects of every sort, below a prefix, between two
 * buckets that keep versions.
 */
@Proof
class MigrationTest {
  private static final int FILES = Math.max(2_000, ProofShare.of(10_000));
  private static final long HUGE = 6L << 30;
  private static final int ARCHIVED = 50;

  /** Bytes of an object in parts of a size that nobody guesses: its ETag proves nothing. */
  private static final int UNPROVABLE = 13 << 20;

  private static final int RANGES = 12;
  private static final Map<String, String> KEPT = Map.of("Origin", "old");
  private static final Map<String, String> RULED = Map.of("Backup", "Incremental");
  private static final Map<String, String> BOTH = Map.of("Origin", "old", "Backup", "Incremental");
  private static final String RULE = "ruled/ on:new,changed Backup=Incremental";
  private static final List<String> ODD =
      List.of(
          "a  b/50% & co.jpg",
          "a+b=c%20d",
          "%2B %2f",
          "größe/日本 + 😀.png",
          "nfd-e\u0301 nfc-é",
          "q/\"x\",y'`z`",
          "line\nbreak",
          "tab\tand\\slash",
          " first and last ",
          "~!*'()&$@=:;,?#[]{}^|<>");

  @TempDir private Path temp;
  @AutoClose private JobLab at;
  private final Set<String> copied = new TreeSet<>();
  private final Set<String> uploaded = new TreeSet<>();
  private final Set<String> drifting = new TreeSet<>();
  private final Map<String, String> replacedVersions = new TreeMap<>();

  @Test
  void movesTenThousandObjectsOfEverySort() throws Exception {
    at = new JobLab(temp, "old", "new");
    fillOld();
    fillNew();
    archive();
    List<PlanRow> huge = List.of(huge("ruled/huge-"), huge("vast/huge-"));
    Path asPlanned = temp.resolve("as-planned");
    plan(asPlanned).expect(0);
    Path plan = temp.resolve("plan");
    add(huge, asPlanned, plan);
    assertRoutes(plan);
    changeSources();
    at.lab().resetRequestCounts();

    at.program().run(JobLab.apply(plan)).expect(3);

    assertOutcomes(plan, huge);
    assertRequests();
    assertTasks();
    assertObjects();
    assertHuge(huge);
    assertReplacedVersionsAreKept();
    assertNothingElse();
    assertTheNextPlansEndIt();
  }

  /** Null versions, versions on top of versions, delete markers, and parts of several sizes. */
  private void fillOld() throws IOException {
    for (int i = 0; i < 2_000; i++) {
      at.write(name(i), ("content " + (i < 1_500 ? "once " : "") + i).getBytes(UTF_8));
    }
    at.fill("old", "--tag", "on:new,changed Origin=old");
    at.keepVersions("old");
    for (int i = 0; i < FILES; i++) {
      at.write(name(i), ("content " + (i < 500 ? "twice " : "") + i).getBytes(UTF_8));
    }
    for (String odd : ODD) {
      at.write(odd, odd.getBytes(UTF_8));
      at.write("ruled/" + odd, odd.getBytes(UTF_8));
    }
    multipart("old-5", "5Mi", 6 << 20, 12 << 20, (10 << 20) + 1);
    multipart("old-8", "8Mi", 8 << 20, 17 << 20);
    multipart("old-6", "6291457", UNPROVABLE);
    for (int i = 0; i < 500; i++) {
      at.write(name(i), ("content " + i).getBytes(UTF_8));
    }
    at.fill("old", "--tag", "on:new,changed Origin=old");
    at.put("old", "d1//odd", "no file can have this name".getBytes(UTF_8));
    copied.addAll(at.keys());
    for (int i = 100; i < 120; i++) {
      delete(name(i));
      uploaded.add(name(i));
    }
    uploaded.add("old-6/" + UNPROVABLE);
    copied.removeAll(uploaded);
  }

  private static String name(int i) {
    return (i % 10 == 0 ? "ruled/" : "d" + i % 10 + "/") + i;
  }

  private void multipart(String folder, String partSize, int... sizes) throws IOException {
    for (int size : sizes) {
      byte[] content = new byte[size];
      new Random(size).nextBytes(content);
      at.write(folder + "/" + size, content);
    }
    at.fillInParts("old", partSize, "--tag", "on:new,changed Origin=old");
  }

  private void delete(String key) throws IOException {
    try (ObjectStore store = at.store("old")) {
      StoredObject now = store.head(new ObjectKey(key)).join().orElseThrow();
      store.delete(new ObjectKey(key), Guard.match(now.etag())).join();
    }
  }

  /** Other content at keys that copies go to. */
  private void fillNew() throws IOException {
    at.keepVersions("new");
    try (ObjectStore store = at.store("new")) {
      for (int i = 200; i < 210; i++) {
        at.put("new", "moved/" + name(i), "other content".getBytes(UTF_8));
        ObjectKey key = new ObjectKey("moved/" + name(i));
        String version = store.head(key).join().orElseThrow().versionId().orElseThrow();
        store.tag(key, Optional.of(version), TagSet.of(Map.of("replaced", "yes"))).join();
        replacedVersions.put(key.value(), version);
      }
    }
  }

  /** Objects whose bytes the lab makes up from their keys, archived in the old bucket. */
  private void archive() throws IOException {
    Seeding cold = new Seeding("old", "cold/", ARCHIVED).withSize(100).withStorageClass("GLACIER");
    Seeding warm = new Seeding("reports", "cold/", ARCHIVED).withSize(100);
    at.lab().seed(cold);
    at.lab().seed(warm);
    for (int i = 0; i < ARCHIVED; i++) {
      at.write(cold.key(i), at.object("reports", warm.key(i)));
    }
  }

  private Path plan(String name) throws IOException {
    Path plan = temp.resolve(name);
    plan(plan).expect(0);
    return plan;
  }

  private Program.Run plan(Path plan) throws IOException {
    return at.program()
        .run(
            "plan",
            at.source(),
            "s3://new/moved",
            "--inventory",
            at.deliver("new"),
            "--copy-from",
            "s3://old",
            "--copy-inventory",
            at.deliver("old"),
            "--part-size",
            "5Mi",
            "--tag",
            RULE,
            "--out",
            plan);
  }

  /**
   * A row that copies an object whose bytes the lab does not have. To plan it, the program would
   * have to read as many bytes from disk, so it is put into a plan that is made.
   */
  private PlanRow huge(String prefix) throws IOException {
    Seeding seeding = new Seeding("old", prefix, 1).withFakeSize(HUGE);
    at.lab().seed(seeding);
    ObjectKey key = new ObjectKey(seeding.key(0));
    try (ObjectStore store = at.store("old")) {
      store.tag(key, Optional.empty(), TagSet.of(KEPT)).join();
      ETag etag = store.head(key).join().orElseThrow().etag();
      return new PlanRow(
          Action.COPY,
          Reason.NEW,
          new ObjectKey("moved/" + key),
          key.value(),
          HUGE,
          Optional.of(Instant.EPOCH),
          Optional.of(etag),
          Guard.absent(),
          Optional.empty(),
          Optional.of(new CopySource("old", key, etag, Optional.empty())),
          prefix.startsWith("ruled/") ? TagSet.of(RULED) : TagSet.EMPTY);
    }
  }

  private static void add(List<PlanRow> more, Path from, Path to) throws IOException {
    PlanBundle bundle = PlanBundle.open(from);
    List<PlanRow> rows = new ArrayList<>(more);
    bundle.rows((ordinal, row) -> rows.add(row));
    rows.sort(PlanRow.ORDER);
    try (PlanWriter writer = PlanWriter.create(to, false)) {
      for (PlanRow row : rows) {
        writer.row(row);
      }
      writer.seal(bundle.plan());
    }
  }

  private void assertRoutes(Path plan) throws IOException {
    assertThat(rows(plan, Action.NONE))
        .hasSize(ARCHIVED)
        .allMatch(row -> row.reason() == Reason.ARCHIVED);
    JsonNode shown =
        JobLab.json(at.program().run("show", plan, "--via", "batch", "--json").expect(0));
    Map<String, Long> routes = new TreeMap<>();
    for (JsonNode group : shown.get("routes")) {
      routes.merge(
          group.get("action").asText()
              + " "
              + group.get("route").asText()
              + " "
              + group.get("reason").asText()
              + group.get("work").asText(),
          group.get("rows").asLong(),
          Long::sum);
    }
    long ruled = copied.stream().filter(key -> key.startsWith("ruled/")).count();
    assertThat(routes)
        .isEqualTo(
            Map.of(
                "copy batch copy from s3://old below moved/",
                copied.size() - ruled,
                "copy batch copy from s3://old below moved/ with tags Backup=Incremental",
                ruled,
                "copy direct too-large",
                2L,
                "upload direct upload",
                (long) uploaded.size()));
  }

  /** After the inventory was taken: other content of the same size, the same again, and none. */
  private void changeSources() throws IOException {
    at.pass();
    for (int i = 300; i < 330; i++) {
      if (i < 310) {
        at.put("old", name(i), ("CONTENT " + i).getBytes(UTF_8));
      } else if (i < 320) {
        at.put("old", name(i), ("content " + i).getBytes(UTF_8));
      } else {
        delete(name(i));
      }
      drifting.add(name(i));
    }
    assertThat(copied).containsAll(drifting);
  }

  private void assertOutcomes(Path plan, List<PlanRow> huge) throws IOException {
    assertThat(at.status(plan))
        .isEqualTo(
            Map.of(
                "done",
                (long) copied.size() - drifting.size() + uploaded.size() + huge.size(),
                "drifted",
                (long) drifting.size()));
    Set<String> told = new TreeSet<>();
    PlanStatus.read(PlanBundle.open(plan))
        .notDone(
            (ordinal, key, result) -> {
              assertThat(result.outcome()).isEqualTo(Outcome.DRIFTED);
              return told.add(key.substring("moved/".length()));
            });
    assertThat(told).isEqualTo(drifting);
  }

  private void assertRequests() throws IOException {
    assertThat(at.requests("CopyObject")).isZero();
    assertThat(at.requests("UploadPartCopy")).isEqualTo(2 * RANGES);
    assertThat(at.requests("CreateMultipartUpload")).isEqualTo(2);
    assertThat(at.requests("PutObject"))
        .as("uploads, manifests, lease")
        .isEqualTo(uploaded.size() + 3);
    assertThat(at.jobs()).extracting(Job::state).containsOnly(JobState.COMPLETE).hasSize(2);
  }

  /** What went by jobs, as the jobs' own reports say. */
  private void assertTasks() throws IOException {
    Set<String> succeeded = new TreeSet<>();
    Set<String> drifted = new TreeSet<>();
    for (Job job : at.jobs()) {
      Program.Run report =
          at.program()
              .run("jobs", "report", job.id(), "--account", at.lab().account(), "--rows", "--json");
      for (String line : report.out().split("\n", -1)) {
        JsonNode row = line.isEmpty() ? null : new JsonMapper().readTree(line);
        if (row != null && row.has("key")) {
          boolean done = row.get("outcome").asText().equals("succeeded");
          assertThat((done ? succeeded : drifted).add(row.get("key").asText())).isTrue();
        }
      }
    }
    assertThat(drifted).isEqualTo(drifting);
    succeeded.addAll(drifted);
    assertThat(succeeded).isEqualTo(copied);
  }

  private void assertObjects() throws Exception {
    List<String> keys = new ArrayList<>(copied);
    keys.removeAll(drifting);
    Map<String, Optional<StoredObject>> heads = each(keys, (store, key) -> store.head(key));
    Map<String, TagSet> tags = each(keys, (store, key) -> store.tags(key, Optional.empty()));
    for (String key : keys) {
      byte[] content = Files.readAllBytes(at.source().resolve(key));
      StoredObject object = heads.get(key).orElseThrow();
      assertThat(object.size()).as(key).isEqualTo(content.length);
      assertThat(object.etag()).as(key).isEqualTo(ETag.ofMd5(Digests.md5().digest(content)));
      assertThat(tags.get(key).tags()).as(key).isEqualTo(key.startsWith("ruled/") ? RULED : KEPT);
    }
    Map<String, TagSet> uploadedTags =
        each(List.copyOf(uploaded), (store, key) -> store.tags(key, Optional.empty()));
    uploadedTags.forEach(
        (key, set) ->
            assertThat(set.tags()).isEqualTo(key.startsWith("ruled/") ? RULED : Map.of()));
  }

  private interface Asked<T> {
    CompletableFuture<T> of(ObjectStore store, ObjectKey key);
  }

  private <T> Map<String, T> each(List<String> keys, Asked<T> asked) {
    Map<String, CompletableFuture<T>> answers = new TreeMap<>();
    try (ObjectStore store = at.store("new")) {
      keys.forEach(key -> answers.put(key, asked.of(store, new ObjectKey("moved/" + key))));
      Map<String, T> told = new TreeMap<>();
      answers.forEach((key, answer) -> told.put(key, answer.join()));
      return told;
    }
  }

  private void assertHuge(List<PlanRow> huge) throws IOException {
    try (ObjectStore store = at.store("new")) {
      for (PlanRow row : huge) {
        StoredObject object = store.head(row.key()).join().orElseThrow();
        assertThat(object.size()).isEqualTo(HUGE);
        assertThat(object.etag().parts()).isEqualTo(RANGES);
        assertThat(store.tags(row.key(), Optional.empty()).join().tags())
            .as("tags that a job would have replaced")
            .isEqualTo(row.tags().isEmpty() ? KEPT : BOTH);
      }
    }
  }

  private void assertReplacedVersionsAreKept() throws IOException {
    assertThat(replacedVersions).hasSize(10);
    try (ObjectStore store = at.store("new")) {
      replacedVersions.forEach(
          (key, version) ->
              assertThat(store.tags(new ObjectKey(key), Optional.of(version)).join().tags())
                  .isEqualTo(Map.of("replaced", "yes")));
    }
  }

  /** Keys that are not to be there. */
  private void assertNothingElse() throws IOException {
    Set<String> absent = new TreeSet<>(drifting);
    absent.add("d1//odd");
    absent.add("d1/odd");
    absent.add("cold/0000000000");
    for (String key : absent) {
      assertThat(at.exists("new", "moved/" + key)).as(key).isFalse();
      assertThat(at.exists("new", key)).as(key).isFalse();
    }
  }

  private void assertTheNextPlansEndIt() throws IOException {
    Path next = plan("next");
    assertThat(rows(next, Action.COPY)).extracting(PlanRow::path).hasSize(10);
    assertThat(rows(next, Action.UPLOAD)).hasSize(20);
    assertThat(PlanBundle.open(next).plan().rows()).isEqualTo(drifting.size() + ARCHIVED);
    at.program().run(JobLab.apply(next)).expect(0);
    Path last = plan("last");
    assertThat(PlanBundle.open(last).plan().rows()).isEqualTo(ARCHIVED);
    assertThat(rows(last, Action.NONE)).hasSize(ARCHIVED);
  }

  private static List<PlanRow> rows(Path plan, Action action) throws IOException {
    List<PlanRow> rows = new ArrayList<>();
    PlanBundle.open(plan)
        .rows(
            (ordinal, row) -> {
              if (row.action() == action) {
                rows.add(row);
              }
              return true;
            });
    return rows;
  }
}
