package io.stocktake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stocktake.lab.seed.Seeding;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {
  private static final int FILES = 1_500;

  @TempDir private Path temp;
  @AutoClose private JobLab at;

  @Test
  void oneJobTagsEveryObjectAndIsNotMadeTwice() throws IOException {
    at = new JobLab(temp, "photos");
    for (int i = 0; i < FILES; i++) {
      at.write("d" + i % 10 + "/ü 100% & " + i, ("content " + i).getBytes(UTF_8));
    }
    at.fill("photos");
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--tag", "Backup=Incremental", "--replace-tags").expect(0);

    at.program().run(JobLab.apply(plan)).expect(0).says("done");

    for (String key : at.keys()) {
      assertThat(at.tags("photos", key)).as(key).isEqualTo(Map.of("Backup", "Incremental"));
    }
    assertThat(at.status(plan)).isEqualTo(Map.of("done", (long) FILES));
    assertThat(at.requests("CreateJob")).isEqualTo(1);
    assertThat(at.jobs()).hasSize(1);
    at.lab().resetRequestCounts();

    at.program().run(JobLab.apply(plan)).expect(0);

    assertThat(at.requests("CreateJob")).isZero();
    assertThat(at.status(plan)).isEqualTo(Map.of("done", (long) FILES));
    assertThat(at.jobs()).hasSize(1);
  }

  @Test
  void whatEndsWithTheSameTagsIsMergedByOneJob() throws IOException {
    at = new JobLab(temp, "photos");
    for (int i = 0; i < 400; i++) {
      at.write("a/" + i, ("a " + i).getBytes(UTF_8));
    }
    at.fill("photos", "--tag", "Owner=ann");
    for (int i = 0; i < 350; i++) {
      at.write("b/" + i, ("b " + i).getBytes(UTF_8));
    }
    at.write("c", "c".getBytes(UTF_8));
    at.fill("photos", "--tag", "on:new Owner=bob");
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--tag", "Backup=Incremental", "--tag", "c Owner=cid").expect(0);
    at.program().run("show", plan).expect(0).says("in between are lost");
    at.lab().resetRequestCounts();

    at.program().run(JobLab.apply(plan)).expect(0);

    assertThat(at.status(plan)).isEqualTo(Map.of("done", 751L));
    assertThat(at.jobs()).hasSize(2);
    assertThat(at.requests("PutObjectTagging")).as("c alone").isEqualTo(1);
    for (String key : at.keys()) {
      String owner = key.startsWith("a/") ? "ann" : key.startsWith("b/") ? "bob" : "cid";
      assertThat(at.tags("photos", key))
          .as(key)
          .isEqualTo(Map.of("Owner", owner, "Backup", "Incremental"));
    }
    Path again = temp.resolve("again");
    at.plan("photos", again, "--tag", "Backup=Incremental").expect(0);
    at.lab().resetRequestCounts();
    at.program().run(JobLab.apply(again)).expect(0);
    assertThat(at.status(again)).isEqualTo(Map.of("already-done", 751L));
    assertThat(at.jobs()).hasSize(2);
    assertThat(at.requests("GetObjectTagging")).as("once each").isEqualTo(751);
    assertThat(at.requests("PutObjectTagging")).isZero();
  }

  @Test
  void oneJobCopiesWhatABucketHasAndLeavesTheArchivedAlone() throws IOException {
    at = new JobLab(temp, "old", "photos");
    for (int i = 0; i < 300; i++) {
      at.write("d" + i % 7 + "/" + i, ("content " + i).getBytes(UTF_8));
    }
    for (String odd : List.of("a b/50% & co.jpg", "größe/日本 + 😀.png", "q/\"x\",y'", "a+b=c%20d")) {
      at.write(odd, odd.getBytes(UTF_8));
    }
    byte[] large = new byte[12 << 20];
    new Random(1).nextBytes(large);
    at.write("large.png", large);
    at.fill("old", "--tag", "Origin=old");
    List<String> copied = at.keys();
    writeArchived(3);
    at.lab().resetRequestCounts();

    Path plan = temp.resolve("plan");
    planCopy(plan).expect(0);
    List<PlanRow> archived = rows(plan, Action.NONE);
    assertThat(archived).hasSize(3).allMatch(row -> row.reason() == Reason.ARCHIVED);
    JsonNode routes =
        JobLab.json(at.program().run("show", plan, "--via", "batch", "--json")).get("routes");
    assertThat(routes).hasSize(1);
    assertThat(routes.at("/0/route").asText()).isEqualTo("batch");
    assertThat(routes.at("/0/rows").asInt()).isEqualTo(copied.size());
    at.program().run("show", plan, "--via", "batch").says("a mark stocktake=expire included");
    at.program().run("show", plan).says("a job would copy the mark stocktake=expire");
    at.program().run(JobLab.apply(plan)).expect(0);

    assertThat(at.jobs()).hasSize(1);
    assertThat(at.requests("CopyObject") + at.requests("UploadPartCopy")).isZero();
    assertThat(at.requests("PutObject")).as("the manifest and the lease alone").isEqualTo(2);
    assertThat(at.status(plan)).isEqualTo(Map.of("done", (long) copied.size()));
    for (String key : copied) {
      assertThat(at.object("photos", key))
          .as(key)
          .isEqualTo(Files.readAllBytes(at.source().resolve(key)));
      assertThat(at.tags("photos", key)).as(key).isEqualTo(Map.of("Origin", "old"));
    }
    Path again = temp.resolve("again");
    planCopy(again).expect(0);
    assertThat(PlanBundle.open(again).plan().rows()).isEqualTo(3);
    assertThat(rows(again, Action.NONE)).hasSize(3);
  }

  /** Objects whose bytes the lab makes up from their keys, archived in the old bucket. */
  private void writeArchived(int count) throws IOException {
    Seeding cold = new Seeding("old", "cold/", count).withSize(100).withStorageClass("GLACIER");
    Seeding warm = new Seeding("reports", "cold/", count).withSize(100);
    at.lab().seed(cold);
    at.lab().seed(warm);
    for (int i = 0; i < count; i++) {
      at.write(cold.key(i), at.object("reports", warm.key(i)));
    }
  }

  private Program.Run planCopy(Path plan) throws IOException {
    return at.plan(
        "photos",
        plan,
        "--copy-from",
        "s3://old",
        "--copy-inventory",
        at.deliver("old"),
        "--part-size",
        "5Mi");
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

  @Test
  void copiesAbove5GbGoDirect() throws IOException {
    at = new JobLab(temp, "photos");
    at.write("a", new byte[1]);
    Path small = temp.resolve("small");
    at.plan("photos", small).expect(0);
    Path large = temp.resolve("large");
    try (PlanWriter writer = PlanWriter.create(large, false)) {
      writer.row(copy("at most", 5_000_000_000L));
      writer.row(copy("more", 6L << 30));
      writer.seal(PlanBundle.open(small).plan());
    }

    JsonNode routes =
        JobLab.json(at.program().run("show", large, "--via", "batch", "--json").expect(0))
            .get("routes");

    assertThat(routes).hasSize(2);
    assertThat(routes.at("/0/route").asText()).isEqualTo("batch");
    assertThat(routes.at("/1/route").asText()).isEqualTo("direct");
    assertThat(routes.at("/1/reason").asText()).isEqualTo("too-large");
    assertThat(routes.at("/1/bytes").asLong()).isEqualTo(6L << 30);
  }

  private static PlanRow copy(String name, long size) {
    ObjectKey key = new ObjectKey(name);
    ETag etag = new ETag("0".repeat(32) + "-6");
    return new PlanRow(
        Action.COPY,
        Reason.NEW,
        key,
        name,
        size,
        Optional.of(Instant.EPOCH),
        Optional.of(etag),
        Guard.absent(),
        Optional.empty(),
        Optional.of(new CopySource("old", key, etag, Optional.empty())),
        TagSet.EMPTY);
  }

  @Test
  void deletesWaitForUploadsAndJobsToEndWell() throws Exception {
    at = new JobLab(temp, "photos");
    for (int i = 0; i < 200; i++) {
      at.write("d/" + i, ("content " + i).getBytes(UTF_8));
    }
    at.fill("photos");
    for (int i = 0; i < 20; i++) {
      Files.delete(at.source().resolve("d/" + i));
      at.write("new/" + i, ("new " + i).getBytes(UTF_8));
    }
    Path plan = temp.resolve("plan");
    at.plan("photos", plan, "--delete", "--tag", "on:same Backup=Incremental", "--replace-tags")
        .expect(0);
    at.lab().jobFaults().failKeys("d/100", "InternalError");
    at.lab().resetRequestCounts();
    at.program().run(JobLab.apply(plan, "--no-lease")).expect(3);
    assertThat(at.requests("DeleteObject")).isZero();
    assertThat(at.status(plan)).isEqualTo(Map.of("done", 199L, "failed", 1L, "skipped", 20L));
    at.lab().jobFaults().clear();
    at.lab().jobFaults().slowTasks(Duration.ofSeconds(2));

    CompletableFuture<Program.Run> run =
        CompletableFuture.supplyAsync(() -> at.program().run(JobLab.apply(plan, "--no-lease")));
    JobLab.until(
        () -> {
          long deletes = at.requests("DeleteObject");
          assertThat(deletes == 0 || at.jobs().stream().allMatch(j -> j.state().isTerminal()))
              .as("a delete before a job has ended")
              .isTrue();
          return run.isDone();
        });

    run.join().expect(0);
    assertThat(at.status(plan)).isEqualTo(Map.of("done", 220L));
    assertThat(at.jobs()).hasSize(2);
    for (int i = 0; i < 20; i++) {
      assertThat(at.exists("photos", "d/" + i)).isFalse();
      assertThat(at.exists("photos", "new/" + i)).isTrue();
    }
    for (int i = 20; i < 200; i++) {
      assertThat(at.tags("photos", "d/" + i)).isEqualTo(Map.of("Backup", "Incremental"));
    }
  }
}
