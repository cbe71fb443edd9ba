package io.stocktake.executor.batch.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.routing.DirectReason;
import io.stocktake.executor.batch.routing.JobLimits;
import io.stocktake.executor.batch.routing.MergedTags;
import io.stocktake.executor.batch.routing.Prices;
import io.stocktake.executor.batch.routing.RouteGroup;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.executor.batch.routing.RoutePreference;
import io.stocktake.executor.batch.routing.RouteTable;
import io.stocktake.executor.batch.routing.RouteThroughput;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobCompilerTest {
  private static final ETag ETAG = new ETag("0".repeat(32));
  private static final TagSet RED = TagSet.parse("c=red");
  private static final TagSet BLUE = TagSet.parse("c=blue");
  private static final Prices PRICES = new Prices(LocalDate.EPOCH, 0.005, 0.0004, 0.25, 1);
  private static final JobLimits LIMITS = new JobLimits(1000, 6, 1000, 10, 0.1);

  @TempDir private Path base;
  private TestPlan builder;

  @BeforeEach
  void begin() throws IOException {
    builder = new TestPlan(base);
  }

  @Test
  void encodesKeysAsBatchOperationsWantThem() throws IOException {
    tag("a b", RED);
    tag("100%", RED);
    tag("p+q", RED);
    tag("raw/ü,\"x\"\n", RED);

    CompiledJobs jobs = compile(LIMITS);

    assertThat(manifest(jobs, 1))
        .containsExactly(
            "images,100%25", "images,a%20b", "images,p%2Bq", "images,raw/%C3%BC%2C%22x%22%0A");
  }

  @Test
  void oneVersionMakesAllRowsHaveOne() throws IOException {
    builder.tag(Action.TAG, "a", ETAG, Optional.of("v1"), RED);
    builder.tag(Action.TAG, "b", ETAG, Optional.empty(), RED);
    tag("c", BLUE);

    CompiledJobs jobs = compile(LIMITS);

    assertThat(manifest(jobs, 1)).containsExactly("images,a,v1", "images,b,null");
    assertThat(manifest(jobs, 2)).containsExactly("images,c");
    assertThat(jobs.jobs()).extracting(CompiledJob::versions).containsExactly(true, false);
  }

  @Test
  void groupsByOperationAndEqualParameters() throws IOException {
    tag("t1", RED);
    tag("t2", BLUE);
    tag("t3", RED);
    copy("c1", "c1", 10, TagSet.EMPTY);
    copy("to/c2", "c2", 10, TagSet.EMPTY);
    copy("to/c3", "c3", 10, TagSet.EMPTY);
    copy("to/c4", "c4", 10, RED);

    List<CompiledJob> jobs = compile(LIMITS).jobs();

    assertThat(jobs)
        .extracting(CompiledJob::work)
        .containsExactlyInAnyOrder(
            new JobOperation(JobOperation.Kind.TAG, "images", "", RED),
            new JobOperation(JobOperation.Kind.TAG, "images", "", BLUE),
            new JobOperation(JobOperation.Kind.COPY, "old", "", TagSet.EMPTY),
            new JobOperation(JobOperation.Kind.COPY, "old", "to", TagSet.EMPTY),
            new JobOperation(JobOperation.Kind.COPY, "old", "to", RED));
    assertThat(jobs).extracting(CompiledJob::number).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void theManifestOfACopyHasTheSourcesKeys() throws IOException {
    copy("to/dir/a", "dir/a", 10, TagSet.EMPTY);

    assertThat(manifest(compile(LIMITS), 1)).containsExactly("old,dir/a");
  }

  @Test
  void whatBatchOperationsCannotDoIsDirectForAReason() throws IOException {
    builder.create("uploaded", "x").delete("deleted", ETAG);
    builder.tag(Action.ADD_TAGS, "merged", ETAG, Optional.empty(), RED);
    copy("large", "large", 5_000_000_001L, TagSet.EMPTY);
    copy("fits", "fits", 5_000_000_000L, TagSet.EMPTY);
    copy("renamed", "other", 10, TagSet.EMPTY);
    copy("tail/b", "ail/b", 10, TagSet.EMPTY);
    copy("a//b", "b", 10, TagSet.EMPTY);
    PlanBundle plan = builder.none("kept").seal();

    List<RouteGroup> groups =
        RouteTable.of(plan, options(RoutePreference.BATCH), Optional.empty(), MergedTags.NONE);

    assertThat(groups).filteredOn(RouteGroup::byJobs).singleElement().matches(g -> g.rows() == 1);
    assertThat(reasons(groups))
        .containsExactlyInAnyOrder(
            DirectReason.UPLOAD,
            DirectReason.DELETE,
            DirectReason.MERGE,
            DirectReason.TOO_LARGE,
            DirectReason.RENAME);
    assertThat(groups)
        .filteredOn(g -> g.direct().equals(Optional.of(DirectReason.RENAME)))
        .singleElement()
        .matches(g -> g.rows() == 3);
  }

  @Test
  void autoLooksAtTagsAndWorth() throws IOException {
    copy("a", "a", 10, TagSet.EMPTY);
    copy("b", "b", 10, RED);
    tag("c", RED);
    PlanBundle plan = builder.seal();
    RouteOptions fast =
        new RouteOptions(
            RoutePreference.AUTO,
            LIMITS,
            PRICES,
            new RouteThroughput(0.1, 1000, Duration.ofSeconds(1), 1000));

    assertThat(reasons(RouteTable.of(plan, fast, Optional.of(true), MergedTags.NONE)))
        .containsExactly(DirectReason.MARKS, DirectReason.KEEPS_TAGS);
    assertThat(
            reasons(
                RouteTable.of(
                    plan, options(RoutePreference.AUTO), Optional.of(true), MergedTags.NONE)))
        .containsExactlyInAnyOrder(
            DirectReason.MARKS, DirectReason.KEEPS_TAGS, DirectReason.NOT_WORTH_IT);
    assertThat(
            reasons(
                RouteTable.of(
                    plan, options(RoutePreference.DIRECT), Optional.of(true), MergedTags.NONE)))
        .containsOnly(DirectReason.ASKED);
  }

  @Test
  void onlyVersionsAreMarkedToExpireByJobsWhereNoneAreKept() throws IOException {
    TagSet full = TagSet.parse("0=&1=&2=&3=&4=&5=&6=&7=&8=&9=");
    tag("marked", TagSet.EXPIRE.with(RED));
    builder.tag(Action.TAG, "marked too", ETAG, Optional.of("v1"), TagSet.EXPIRE.with(RED));
    builder.tag(Action.TAG, "version", ETAG, Optional.of("v1"), TagSet.EXPIRE);
    tag("unmarked", full);
    PlanBundle plan = builder.seal();

    assertThat(byJobs(plan, Optional.of(false)))
        .extracting(JobOperation::tags)
        .containsExactlyInAnyOrder(TagSet.EXPIRE, full);
    assertThat(
            reasons(
                RouteTable.of(
                    plan, options(RoutePreference.BATCH), Optional.of(false), MergedTags.NONE)))
        .containsExactly(DirectReason.UNGUARDED);
    assertThat(byJobs(plan, Optional.of(true))).hasSize(3);
  }

  private static List<JobOperation> byJobs(PlanBundle plan, Optional<Boolean> versions)
      throws IOException {
    return RouteTable.of(plan, options(RoutePreference.BATCH), versions, MergedTags.NONE).stream()
        .filter(RouteGroup::byJobs)
        .map(group -> group.work().orElseThrow())
        .toList();
  }

  @Test
  void splitsAboveTheLimitAndLosesNoRow() throws IOException {
    for (int i = 0; i < 95; i++) {
      tag(String.format("k%03d", i), RED);
    }

    CompiledJobs jobs = compile(new JobLimits(30, 6, 50, 7, 0.1));

    assertThat(jobs.jobs()).extracting(CompiledJob::rows).containsExactly(7L, 30L, 30L, 28L);
    List<String> all = new ArrayList<>();
    for (CompiledJob job : jobs.jobs()) {
      assertThat(manifest(jobs, job.number())).hasSize((int) job.rows()).isSorted();
      all.addAll(manifest(jobs, job.number()));
    }
    assertThat(all).hasSize(95).doesNotHaveDuplicates();
  }

  @Test
  void everyRowIsAssignedToTheJobThatHoldsIt() throws IOException {
    for (int i = 0; i < 50; i++) {
      tag(String.format("k%03d", i), i % 3 == 0 ? BLUE : RED);
    }
    PlanBundle plan = builder.seal();
    CompiledJobs jobs =
        JobCompiler.compile(plan, options(new JobLimits(10, 6, 20, 4, 1)), true, MergedTags.NONE);
    JobAssignment assignment = jobs.assignment();

    plan.rows(
        (ordinal, row) -> {
          CompiledJob job = assignment.next(row).orElseThrow().job();
          assertThat(manifest(jobs, job.number())).contains("images," + row.key());
          return true;
        });
  }

  @Test
  void sameJobsAtEveryRunAndHalfACompileIsDoneAnew() throws IOException {
    tag("a", RED);
    PlanBundle plan = builder.seal();
    Path half = Files.createDirectory(plan.directory().resolve("batch.unfinished"));
    Files.writeString(half.resolve("job-00001.csv"), "torn");

    CompiledJobs jobs =
        JobCompiler.compile(plan, options(RoutePreference.BATCH), true, MergedTags.NONE);

    assertThat(half).doesNotExist();
    assertThat(manifest(jobs, 1)).containsExactly("images,a");
    assertThat(CompiledJobs.find(plan).orElseThrow().jobs()).isEqualTo(jobs.jobs());

    Path json = plan.directory().resolve("batch/jobs.json");
    Files.writeString(json, Files.readString(json).replace("c=red", "c=blu"));
    assertThatThrownBy(() -> CompiledJobs.find(plan))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("was altered");
  }

  @Test
  void tagsThatWereReadAreSealedToo() throws IOException {
    builder.tag(Action.ADD_TAGS, "a", ETAG, Optional.empty(), RED);
    PlanBundle plan = builder.seal();
    MergedTags.Builder read = new MergedTags.Builder();
    read.row(Optional.of(RED.with(TagSet.parse("owner=ann"))));
    JobCompiler.compile(plan, options(RoutePreference.BATCH), true, read.build());
    assertThat(CompiledJobs.find(plan).orElseThrow().merges()).isTrue();
    Path merges = plan.directory().resolve("batch/merges");
    byte[] whole = Files.readAllBytes(merges);

    for (int length : List.of(0, whole.length - 1)) {
      Files.write(merges, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> CompiledJobs.find(plan))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining(merges + " was altered");
    }
    Files.delete(merges);
    assertThatThrownBy(() -> CompiledJobs.find(plan))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(merges + " is missing");
  }

  private CompiledJobs compile(JobLimits limits) throws IOException {
    return JobCompiler.compile(builder.seal(), options(limits), true, MergedTags.NONE);
  }

  private static RouteOptions options(RoutePreference via) {
    return new RouteOptions(via, LIMITS, PRICES, RouteThroughput.defaults());
  }

  private static RouteOptions options(JobLimits limits) {
    return new RouteOptions(RoutePreference.BATCH, limits, PRICES, RouteThroughput.defaults());
  }

  private void tag(String key, TagSet tags) {
    builder.tag(Action.TAG, key, ETAG, Optional.empty(), tags);
  }

  private void copy(String key, String from, long size, TagSet tags) {
    builder.copy(key, from, ETAG, size, Guard.absent(), tags);
  }

  private static List<String> manifest(CompiledJobs jobs, int number) throws IOException {
    return Files.readAllLines(jobs.file(number, 1).manifest());
  }

  private static List<DirectReason> reasons(List<RouteGroup> groups) {
    return groups.stream().map(RouteGroup::direct).flatMap(Optional::stream).toList();
  }
}
