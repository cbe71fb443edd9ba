package io.stocktake.executor.batch;

import static io.stocktake.executor.testing.TestPlan.allDone;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.batch.compile.CompiledJobs;
import io.stocktake.executor.batch.jobs.JobDefaults;
import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.routing.JobLimits;
import io.stocktake.executor.batch.routing.Prices;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.executor.batch.routing.RoutePreference;
import io.stocktake.executor.batch.routing.RouteThroughput;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.executor.batch.setup.PollingPolicy;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.journal.Journal;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.testing.MemoryJobs;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchRouteTest {
  private static final TagSet TEAM = TagSet.parse("team=media");
  private static final JobLimits LIMITS = new JobLimits(1_000_000, 6, 1_000_000, 300, 0.1);
  private static final String ROLE = "arn:aws:iam::123456789012:role/batch";

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private final MemoryStore old = new MemoryStore();
  private final MemoryStore manifests = new MemoryStore();
  private final MemoryJobs jobs = new MemoryJobs(store, old, manifests);
  private TestPlan builder;

  @BeforeEach
  void begin() throws IOException {
    builder = new TestPlan(base);
    store.copyFrom(old);
  }

  @Test
  void tagsCopiesUploadsAndThenDeletes() throws IOException {
    ETag orphan = store.seed("orphan", new byte[3]);
    tagRows("photos/ü +%", 20);
    copyRow("a b", "a b");
    copyRow("archive/c", "c");
    copyRow("renamed", "d");
    PlanBundle plan = builder.create("new", "1").delete("orphan", orphan).seal();

    RunReport report = apply(plan);

    assertThat(allDone(report)).isTrue();
    assertThat(report.rows(Outcome.DONE)).isEqualTo(25);
    assertThat(store.keys())
        .contains("a b", "archive/c", "renamed", "new")
        .doesNotContain("orphan");
    assertThat(tags("photos/ü +%7")).isEqualTo(TEAM);
    assertThat(jobs.count()).isEqualTo(3);
    assertThat(jobs.requests()).extracting(r -> r.work().prefix()).containsOnlyOnce("archive");
    assertThat(jobs.requests())
        .extracting(JobRequest::unmodifiedSince)
        .containsOnly(Optional.of(Instant.parse("2026-10-31T00:00:00Z")));
    assertThat(jobs.requests()).allMatch(r -> r.description().endsWith(r.token()));
    assertThat(PlanStatus.read(plan).left()).isZero();

    RunReport again = apply(plan);
    assertThat(again.settledBefore()).isEqualTo(25);
    assertThat(again.requests()).isZero();
    assertThat(jobs.count()).isEqualTo(3);
  }

  @Test
  void aLostAnswerOrRequestMakesOneJob() throws IOException {
    tagRows("k", 10);
    jobs.loseRequests(2);
    jobs.loseAnswers(3);
    jobs.hideNewJobs(2);
    jobs.delayReports(3);

    assertThat(apply(builder.seal()).rows(Outcome.DONE)).isEqualTo(10);
    assertThat(jobs.count()).isEqualTo(1);
  }

  @Test
  void failuresAreClassifiedAndARetryIsANewAttempt() throws IOException {
    ETag orphan = store.seed("orphan", new byte[3]);
    tagRows("k", 10);
    PlanBundle plan = builder.delete("orphan", orphan).seal();
    jobs.failing(
        key ->
            switch (key) {
              case "k001" -> Optional.of("403,AccessDenied");
              case "k002" -> Optional.of("503,SlowDown");
              case "k003" -> Optional.of("412,PreconditionFailed");
              case "k004" -> Optional.of("200,PermanentFailure");
              case "k005" -> Optional.of("NoSuchKey,404");
              default -> Optional.empty();
            });

    RunReport report = apply(plan);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(5);
    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(2);
    assertThat(report.rows(Outcome.FAILED)).isEqualTo(3);
    assertThat(report.rows(Outcome.SKIPPED)).isEqualTo(1);
    assertThat(PlanBundle.open(report.residual().orElseThrow()).plan().rows()).isEqualTo(4);
    assertThat(details(plan))
        .anyMatch(d -> d.contains("AccessDenied: it said \"no\"") && d.contains("role"))
        .anyMatch(d -> d.contains("S3 was busy"));

    jobs.failing(key -> Optional.empty());
    RunReport rest = apply(plan);
    assertThat(rest.rows(Outcome.DONE)).isEqualTo(8);
    assertThat(rest.rows(Outcome.SKIPPED)).as("the delete, for what drifted").isEqualTo(1);
    assertThat(jobs.count()).isEqualTo(2);
    assertThat(jobs.requests().get(1).token()).endsWith("-1-2");
    assertThat(jobs.tasks("k001")).isEqualTo(2);
    assertThat(jobs.tasks("k000")).isEqualTo(1);
    assertThat(JobStatus.list(plan, Optional.of(jobs)).get(0).attempt()).isEqualTo(2);
  }

  /** S3 names every task that it began: what its report leaves out goes by a job again. */
  @Test
  void aJobThatFailsKeepsItsResultsAndLeavesTheRest() throws IOException {
    tagRows("k", 3000);
    PlanBundle plan = builder.seal();
    jobs.failing(
        key -> key.hashCode() % 5 < 3 ? Optional.of("500,InternalError") : Optional.empty());

    RunReport first = apply(plan);

    assertThat(first.rows(Outcome.UNKNOWN)).isZero();
    assertThat(first.rows(Outcome.DONE)).isPositive();
    assertThat(first.rows(Outcome.FAILED)).isGreaterThan(500);
    assertThat(first.rows(Outcome.SKIPPED)).isGreaterThan(1000);
    assertThat(details(plan))
        .anyMatch(d -> d.contains("failed (more than half") && d.contains("before it reached"));
    assertThat(JobStatus.list(plan, Optional.empty()).get(0).detail())
        .startsWith("failed (more than half of the tasks failed), ")
        .contains(" succeeded, ", " failed, ", " without a result");
    Map<String, Integer> ran = new TreeMap<>();
    store.keys().forEach(key -> ran.put(key, jobs.tasks(key)));

    jobs.failing(key -> Optional.empty());
    RunReport second = apply(plan);
    assertThat(allDone(second)).isTrue();
    assertThat(second.rows(Outcome.DRIFTED)).isZero();
    assertThat(second.requests()).as("no row is asked about").isZero();
    assertThat(jobs.count()).isEqualTo(2);
    for (int i = 0; i < 3000; i++) {
      String key = name("k", i);
      assertThat(tags(key)).isEqualTo(TEAM);
      assertThat(jobs.tasks(key)).isLessThanOrEqualTo(ran.get(key) + 1).isPositive();
    }
  }

  /** A report that lacks a task which was begun cannot tell which object that was. */
  @Test
  void whereAReportLacksALineTheRestIsAskedAbout() throws IOException {
    tagRows("k", 100);
    PlanBundle plan = builder.seal();
    jobs.cancelAfter(40);
    jobs.dropFromReports(1);

    RunReport report = apply(plan);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(39);
    assertThat(report.rows(Outcome.UNKNOWN)).isEqualTo(61);
    assertThat(allDone(apply(plan))).isTrue();
    assertThat(jobs.count()).isEqualTo(1);
  }

  @Test
  void aJobCancelledFromOutsideKeepsItsResults() throws IOException {
    tagRows("k", 100);
    PlanBundle plan = builder.seal();
    jobs.cancelAfter(40);

    RunReport report = apply(plan);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(40);
    assertThat(report.rows(Outcome.SKIPPED)).isEqualTo(60);
    assertThat(details(plan)).allMatch(d -> d.contains("cancelled before it reached this object"));
    jobs.cancelAfter(Integer.MAX_VALUE);
    assertThat(allDone(apply(plan))).isTrue();
    assertThat(jobs.count()).isEqualTo(2);
  }

  @Test
  void aJobThatNeverBeganHasFailedAndIsTriedAgain() throws IOException {
    tagRows("k", 10);
    PlanBundle plan = builder.seal();
    boolean[] spoilt = {false};
    jobs.beforeLook(
        () -> {
          if (!spoilt[0]) {
            manifests.seed(manifests.keys().get(0), "overwritten".getBytes(UTF_8));
            spoilt[0] = true;
          }
        });

    RunReport report = apply(plan);

    assertThat(report.rows(Outcome.FAILED)).isEqualTo(10);
    assertThat(details(plan)).allMatch(d -> d.contains("before it began"));
    assertThat(apply(plan).rows(Outcome.DONE)).isEqualTo(10);
    assertThat(jobs.count()).isEqualTo(2);
  }

  @Test
  void aCanaryThatFailsKeepsTheRestBack() throws IOException {
    tagRows("k", 100);
    PlanBundle plan = builder.seal();
    JobLimits limits = new JobLimits(30, 2, 50, 10, 0.1);
    jobs.failing(key -> Optional.of("403,AccessDenied"));

    RunReport report = apply(plan, RoutePreference.BATCH, limits);

    assertThat(report.rows(Outcome.FAILED)).isEqualTo(10);
    assertThat(report.rows(Outcome.SKIPPED)).isEqualTo(90);
    assertThat(jobs.count()).isEqualTo(1);
    assertThat(details(plan)).anyMatch(d -> d.startsWith("10 of the 10 objects that went ahead"));

    jobs.failing(key -> Optional.empty());
    RunReport second = apply(plan, RoutePreference.BATCH, limits);
    assertThat(second.rows(Outcome.DONE)).isEqualTo(100);
    assertThat(jobs.count()).isEqualTo(5);
    assertThat(jobs.mostActive()).isLessThanOrEqualTo(2);
    assertThat(store.keys()).allMatch(key -> tags(key).equals(TEAM));
  }

  @Test
  void aCanaryIsSpreadOverItsGroup() throws IOException {
    tagRows("k", 100);

    apply(builder.seal(), RoutePreference.BATCH, new JobLimits(1000, 6, 50, 10, 0.1));

    String canary =
        new String(manifests.get(jobs.requests().get(0).manifest().key()).orElseThrow(), UTF_8);
    assertThat(canary.lines()).hasSize(10).contains("images,k000", "images,k050", "images,k090");
  }

  @Test
  void linesTwiceAndForeignLinesAreCountedAndNeverGuessed() throws IOException {
    tagRows("k", 3);
    PlanBundle plan = builder.seal();
    jobs.failing(key -> key.equals("k001") ? Optional.of("500,InternalError") : Optional.empty());
    jobs.appendToReports("images,zzz,,succeeded,200,,\r\nimages,k001,,succeeded,200,,\r\n");

    RunReport report = apply(plan);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(2);
    assertThat(report.rows(Outcome.UNKNOWN)).isEqualTo(1);
    assertThat(report.notes())
        .anyMatch(note -> note.contains("names rows again"))
        .anyMatch(note -> note.contains("none of its rows"));
  }

  @Test
  void autoKeepsCopiesAndSmallGroupsDirect() throws IOException {
    copyRow("a", "a");
    tagRows("k", 5);
    PlanBundle plan = builder.seal();

    RunReport report = apply(plan, RoutePreference.AUTO, LIMITS);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(6);
    assertThat(jobs.count()).isZero();
  }

  @Test
  void noJobMarksAnObjectThatCannotComeBack() throws IOException {
    mergeRows("merged", 300, TagSet.EXPIRE);
    for (String key : List.of("marked", "replaced")) {
      ETag seen = store.seed(key, new byte[3]);
      builder.tag(Action.TAG, key, seen, Optional.empty(), TagSet.EXPIRE);
    }
    PlanBundle plan = builder.seal();
    store.seed("replaced", new byte[4]);

    RunReport report = apply(plan);

    assertThat(jobs.count()).isZero();
    assertThat(report.rows(Outcome.DONE)).isEqualTo(301);
    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(tags("marked")).isEqualTo(TagSet.EXPIRE);
    assertThat(tags("replaced")).isEqualTo(TagSet.EMPTY);
  }

  @Test
  void aJobMarksWhereVersionsAreKept() throws IOException {
    store.keepVersions();
    ETag seen = store.seed("marked", new byte[3]);
    builder.tag(Action.TAG, "marked", seen, Optional.empty(), TagSet.EXPIRE);

    assertThat(apply(builder.seal()).rows(Outcome.DONE)).isEqualTo(1);
    assertThat(jobs.count()).isEqualTo(1);
  }

  @Test
  void withoutARouteJobsUnderWayAreNotOverruled() throws IOException {
    tagRows("k", 5);
    PlanBundle plan = builder.seal();
    interruptAt(plan, 2);

    assertThatThrownBy(
            () ->
                new PlanExecutor(
                        plan,
                        store,
                        Optional.empty(),
                        TestPlan.OPTIONS,
                        RequestThrottle.free(8),
                        Clock.systemUTC())
                    .run())
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("jobs of this plan are under way");
    assertThat(apply(plan).rows(Outcome.DONE)).isEqualTo(5);
    assertThat(jobs.count()).isEqualTo(1);
  }

  @Test
  void otherTermsAfterALostAnswerFindTheJob() throws IOException {
    tagRows("k", 5);
    PlanBundle plan = builder.seal();
    jobs.loseAnswers(100);
    assertThatThrownBy(() -> apply(plan)).hasMessageContaining("may or may not exist");
    jobs.loseAnswers(0);

    JobDefaults other =
        new JobDefaults(
            ROLE + "2", 7, false, S3Location.parse("s3://ops/m"), S3Location.parse("s3://ops/r"));
    RunReport report = executor(plan, store, route(RoutePreference.BATCH, LIMITS, other)).run();

    assertThat(report.rows(Outcome.DONE)).isEqualTo(5);
    assertThat(jobs.count()).isEqualTo(1);
  }

  @Test
  void twoDriversAtOnceAreOne() throws IOException {
    tagRows("k", 5);
    PlanBundle plan = builder.seal();
    List<Throwable> refused = new ArrayList<>();
    jobs.beforeLook(
        () -> {
          if (refused.isEmpty()) {
            refused.add(thrown(() -> apply(plan)));
          }
        });

    assertThat(apply(plan).rows(Outcome.DONE)).isEqualTo(5);
    assertThat(refused.get(0)).hasMessageContaining("another apply of");
    assertThat(jobs.count()).isEqualTo(1);
  }

  @Test
  void noRecordOfTheJournalIsABadOneToCrashAt() throws IOException {
    tagRows("k", 6);
    copyRow("copied", "copied");
    PlanBundle plan = builder.seal();
    apply(plan, RoutePreference.BATCH, new JobLimits(4, 2, 5, 2, 0.5));
    byte[] journal = Files.readAllBytes(plan.directory().resolve(Journal.FILE));
    int all = jobs.count();

    for (int length = 0; length <= journal.length; length++) {
      if (length > 0
          && length < journal.length
          && journal[length - 1] != '\n'
          && length % 31 != 0) {
        continue;
      }
      Files.write(plan.directory().resolve(Journal.FILE), Arrays.copyOf(journal, length));

      RunReport report =
          apply(
              PlanBundle.open(plan.directory()),
              RoutePreference.BATCH,
              new JobLimits(4, 2, 5, 2, 0.5));

      assertThat(allDone(report)).as("crash at %d", length).isTrue();
      assertThat(report.rows(Outcome.DONE) + report.rows(Outcome.ALREADY_DONE)).isEqualTo(7);
      assertThat(jobs.count()).as("crash at %d", length).isEqualTo(all);
      assertThat(jobs.tasks("k003")).isEqualTo(1);
      assertThat(jobs.tasks("copied")).isEqualTo(1);
    }
  }

  @Test
  void aDriverThatDiesAtAnyLookLeavesOneTruth() throws IOException {
    tagRows("k", 12);
    copyRow("copied", "copied");
    ETag orphan = store.seed("orphan", new byte[3]);
    PlanBundle plan = builder.delete("orphan", orphan).seal();
    JobLimits limits = new JobLimits(4, 2, 11, 3, 0.5);
    jobs.loseAnswers(1);
    jobs.delayReports(2);
    int[] deaths = {0};
    int[] looks = {0};
    jobs.beforeLook(
        () -> {
          if (++looks[0] % 3 == 0) {
            deaths[0]++;
            throw new IllegalStateException("killed");
          }
        });

    RunReport report = null;
    while (report == null) {
      try {
        report = apply(PlanBundle.open(plan.directory()), RoutePreference.BATCH, limits);
      } catch (IllegalStateException e) {
        assertThat(deaths[0]).isLessThan(50);
      }
    }

    assertThat(deaths[0]).isGreaterThan(5);
    assertThat(allDone(report)).isTrue();
    assertThat(report.rows(Outcome.DONE)).isEqualTo(14);
    assertThat(jobs.count()).isEqualTo(CompiledJobs.find(plan).orElseThrow().jobs().size());
    assertThat(jobs.tasks("k005")).isEqualTo(1);
    assertThat(jobs.tasks("copied")).isEqualTo(1);
    assertThat(store.keys()).doesNotContain("orphan");
  }

  @Test
  void aReportThatNeverComesLeavesItsRowsToBeAskedFor() throws IOException {
    tagRows("k", 5);
    copyRow("copied", "copied");
    PlanBundle plan = builder.seal();
    jobs.delayReports(1_000_000);

    RunReport report = apply(plan);

    assertThat(report.rows(Outcome.UNKNOWN)).isEqualTo(6);
    assertThat(details(plan)).allMatch(d -> d.contains("its report is missing"));
    RunReport next = apply(plan);
    assertThat(next.rows(Outcome.ALREADY_DONE)).isEqualTo(6);
    assertThat(jobs.count()).isEqualTo(2);
    assertThat(store.writes("k000")).isZero();
  }

  @Test
  void noDeleteBeforeEveryJobHasEnded() throws IOException {
    ETag orphan = store.seed("orphan", new byte[3]);
    tagRows("k", 5);
    PlanBundle plan = builder.delete("orphan", orphan).seal();
    interruptAt(plan, 3);
    assertThat(store.keys()).contains("orphan");

    assertThat(allDone(apply(plan))).isTrue();
    assertThat(store.keys()).doesNotContain("orphan");
  }

  @Test
  void aJobThatWaitsForConfirmationRunsWhenItIsGiven() throws IOException {
    tagRows("k", 3);
    JobDefaults asking =
        new JobDefaults(
            ROLE, 1, true, S3Location.parse("s3://ops/m"), S3Location.parse("s3://ops/r"));
    int[] looks = {0};
    jobs.beforeLook(
        () -> {
          if (++looks[0] == 6) {
            jobs.confirm("job-1", "yes");
          }
        });

    RunReport report =
        executor(builder.seal(), store, route(RoutePreference.BATCH, LIMITS, asking)).run();

    assertThat(report.rows(Outcome.DONE)).isEqualTo(3);
    assertThat(looks[0]).isGreaterThan(6);
  }

  @Test
  void whatEndsWithTheSameTagsIsMergedByOneJob() throws IOException {
    mergeRows("red", 400, TagSet.parse("colour=red"));
    mergeRows("blue", 300, TagSet.parse("colour=blue"));
    mergeRows("rare", 299, TagSet.parse("colour=rare"));
    mergeRows("there", 5, TEAM.with(TagSet.parse("colour=red")));
    ETag gone = store.seed("zgone", new byte[3]);
    PlanBundle plan = builder.tag(Action.ADD_TAGS, "zgone", gone, Optional.empty(), TEAM).seal();
    store.seed("zgone", new byte[4]);

    RunReport report = apply(plan);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(999);
    assertThat(report.rows(Outcome.ALREADY_DONE)).isEqualTo(5);
    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(report.settledBefore()).isZero();
    assertThat(jobs.requests())
        .extracting(r -> r.work().tags().toString())
        .containsExactlyInAnyOrder("colour=red&team=media", "colour=blue&team=media");
    assertThat(tags("red399")).isEqualTo(TagSet.parse("colour=red&team=media"));
    assertThat(tags("rare000")).isEqualTo(TagSet.parse("colour=rare&team=media"));
    assertThat(jobs.tasks("rare000") + jobs.tasks("there000") + jobs.tasks("zgone")).isZero();
    assertThat(store.writes("there000")).isZero();
    assertThat(PlanStatus.read(plan).left()).isZero();
  }

  @Test
  void tagsThatAnEarlierRunReadAreNotWritten() throws IOException {
    mergeRows("k", 400, TagSet.parse("colour=red"));
    jobs.failing(
        key -> key.equals("k007") ? Optional.of("503,SlowDown") : Optional.<String>empty());
    PlanBundle plan = builder.seal();
    assertThat(apply(plan).rows(Outcome.FAILED)).isEqualTo(1);
    TagSet others = TagSet.parse("colour=green&since=then");
    store.seedTags("k007", others);

    assertThat(allDone(apply(plan))).isTrue();

    assertThat(tags("k007")).isEqualTo(others.with(TEAM));
    assertThat(jobs.count()).isEqualTo(1);
  }

  /** A journal that is lost altogether is no crash, but must do no harm either. */
  @Test
  void noRecordOfTheJournalIsABadOneToLoseWhereTagsAreMerged() throws IOException {
    tagRows("z", 6);
    copyRow("copied", "copied");
    mergeRows("m", 3, TagSet.parse("colour=red"));
    PlanBundle plan = builder.seal();
    JobLimits limits = new JobLimits(4, 2, 5, 2, 0.5);
    apply(plan, RoutePreference.BATCH, limits);
    byte[] journal = Files.readAllBytes(plan.directory().resolve(Journal.FILE));
    int all = jobs.count();

    for (int length = 0; length <= journal.length; length++) {
      if (length > 0 && length < journal.length && journal[length - 1] != '\n') {
        continue;
      }
      Files.write(plan.directory().resolve(Journal.FILE), Arrays.copyOf(journal, length));
      TagSet more = TagSet.parse("colour=red&team=media&since=" + length);
      store.seedTags("m000", more);

      RunReport report = apply(PlanBundle.open(plan.directory()), RoutePreference.BATCH, limits);

      assertThat(allDone(report)).as("crash at %d", length).isTrue();
      assertThat(report.rows(Outcome.DONE) + report.rows(Outcome.ALREADY_DONE)).isEqualTo(10);
      assertThat(jobs.count()).as("crash at %d", length).isEqualTo(all);
      assertThat(jobs.tasks("z003")).isEqualTo(1);
      assertThat(jobs.tasks("m001")).isEqualTo(1);
      assertThat(tags("m000")).as("crash at %d", length).isEqualTo(more);
    }
  }

  @Test
  void aDriverThatDiesWhileTagsAreMergedLosesNone() throws IOException {
    mergeRows("blue", 300, TagSet.parse("colour=blue"));
    mergeRows("red", 400, TagSet.parse("colour=red"));
    PlanBundle plan = builder.seal();
    JobLimits limits = new JobLimits(200, 1, 350, 300, 0.5);
    int[] looks = {0};
    jobs.beforeLook(
        () -> {
          if (++looks[0] % 3 == 0) {
            throw new IllegalStateException("killed");
          }
        });

    RunReport report = null;
    while (report == null) {
      try {
        report = apply(PlanBundle.open(plan.directory()), RoutePreference.BATCH, limits);
      } catch (IllegalStateException e) {
        assertThat(looks[0]).isLessThan(200);
      }
    }

    assertThat(allDone(report)).isTrue();
    assertThat(report.rows(Outcome.DONE)).isEqualTo(700);
    assertThat(jobs.count()).isPositive();
    for (int i = 0; i < 300; i++) {
      assertThat(tags(name("blue", i))).isEqualTo(TagSet.parse("colour=blue&team=media"));
      assertThat(tags(name("red", i))).isEqualTo(TagSet.parse("colour=red&team=media"));
      assertThat(jobs.tasks(name("red", i))).isLessThanOrEqualTo(1);
    }
  }

  private void mergeRows(String prefix, int count, TagSet before) {
    for (int i = 0; i < count; i++) {
      String key = name(prefix, i);
      builder.tag(Action.ADD_TAGS, key, store.seed(key, new byte[3]), Optional.empty(), TEAM);
      store.seedTags(key, before);
    }
  }

  private void interruptAt(PlanBundle plan, int look) throws IOException {
    PlanExecutor executor = executor(plan, store, route(RoutePreference.BATCH, LIMITS, terms()));
    int[] looks = {0};
    jobs.beforeLook(
        () -> {
          if (++looks[0] == look) {
            executor.stop();
          }
        });
    RunReport report = executor.run();
    assertThat(report.stopped()).isTrue();
    assertThat(report.left()).isPositive();
    jobs.beforeLook(() -> {});
  }

  private RunReport apply(PlanBundle plan) throws IOException {
    return apply(plan, RoutePreference.BATCH, LIMITS);
  }

  private RunReport apply(PlanBundle plan, RoutePreference via, JobLimits limits)
      throws IOException {
    return executor(plan, store, route(via, limits, terms())).run();
  }

  private static PlanExecutor executor(PlanBundle plan, ObjectStore store, BatchSetup route) {
    return new PlanExecutor(
        plan,
        store,
        Optional.of(route),
        TestPlan.OPTIONS,
        RequestThrottle.free(8),
        Clock.systemUTC());
  }

  private BatchSetup route(RoutePreference via, JobLimits limits, JobDefaults defaults) {
    Prices prices = new Prices(LocalDate.of(2026, 11, 1), 0.005, 0.0004, 0.25, 1);
    return new BatchSetup(
        jobs,
        manifests,
        jobs.reports(),
        defaults,
        new RouteOptions(via, limits, prices, RouteThroughput.defaults()),
        new PollingPolicy(
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(200),
            Duration.ofMillis(200)));
  }

  private static JobDefaults terms() {
    return new JobDefaults(
        ROLE, 10, false, S3Location.parse("s3://ops/m"), S3Location.parse("s3://ops/r/"));
  }

  private void tagRows(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      String key = name(prefix, i);
      builder.tag(Action.TAG, key, store.seed(key, new byte[3]), Optional.empty(), TEAM);
    }
  }

  private static String name(String prefix, int number) {
    return prefix.startsWith("photos") ? prefix + number : String.format("%s%03d", prefix, number);
  }

  private void copyRow(String key, String from) {
    ETag etag = old.seed(from, from.getBytes(UTF_8));
    builder.copy(key, from, etag, from.length(), Guard.absent(), TagSet.EMPTY);
  }

  private TagSet tags(String key) {
    return store.headers(key).orElseThrow().tags();
  }

  private static List<String> details(PlanBundle plan) throws IOException {
    List<String> details = new ArrayList<>();
    PlanStatus.read(plan).notDone((ordinal, key, result) -> details.add(result.detail()));
    return details;
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private static Throwable thrown(Attempt attempt) {
    try {
      attempt.run();
      return new AssertionError("nothing was thrown");
    } catch (IOException e) {
      return e;
    }
  }
}
