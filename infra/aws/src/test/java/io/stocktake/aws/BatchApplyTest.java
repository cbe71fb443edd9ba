package io.stocktake.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.batch.JobStatus;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobDefaults;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.routing.JobLimits;
import io.stocktake.executor.batch.routing.Prices;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.executor.batch.routing.RoutePreference;
import io.stocktake.executor.batch.routing.RouteThroughput;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.executor.batch.setup.PollingPolicy;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.lab.fault.Fault.Kind;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.CopySource;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** Jobs over HTTP, where the lab has S3 Control. */
class BatchApplyTest {
  private static final String ACCOUNT = "123456789012";
  private static final String OPS = "operations";
  private static final String OLD = "old-images";
  private static final TagSet TEAM = TagSet.parse("team=a%20b");
  private static final int OBJECTS = 200;

  @TempDir private Path base;
  private LabSession lab;
  private BatchJobs jobs;
  private ObjectStore store;
  private final List<PlanRow> rows = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    lab = LabSession.start();
    jobs = lab.session().jobs(ACCOUNT);
    assumeTrue(hasJobs(), "the lab has no S3 Control");
    lab.plain().createBucket(b -> b.bucket(OPS));
    lab.plain().createBucket(b -> b.bucket(OLD));
    store = lab.session().store(LabSession.BUCKET);
  }

  @AfterEach
  void stop() throws IOException {
    jobs.close();
    lab.close();
  }

  private boolean hasJobs() {
    try {
      jobs.list(EnumSet.of(JobState.ACTIVE));
      return true;
    } catch (JobsException e) {
      return false;
    }
  }

  @Test
  void tagsAndCopiesAndASecondRunAsksNothing() throws IOException {
    tagRows();
    copyRow("dir/a b+ü%.png", "dir/a b+ü%.png");
    copyRow("archive/2026/x", "x");
    PlanBundle plan = seal();

    RunReport report = apply(plan);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(OBJECTS + 2);
    assertThat(tags(name(7))).isEqualTo(TEAM);
    assertThat(tags("archive/2026/x")).isEqualTo(TagSet.parse("kept=1"));
    assertThat(store.head(new ObjectKey("dir/a b+ü%.png")).join()).isPresent();
    List<JobStatus> listed = JobStatus.list(plan, Optional.of(jobs));
    assertThat(listed).extracting(JobStatus::state).containsOnly("complete");
    assertThat(listed.stream().mapToLong(job -> job.progress().orElseThrow().succeeded()).sum())
        .isEqualTo(OBJECTS + 2);

    lab.resetRequestCounts();
    assertThat(apply(plan).settledBefore()).isEqualTo(OBJECTS + 2);
    assertThat(lab.requestCounts()).isEmpty();
  }

  @Test
  void aLostAnswerMakesOneJob() throws IOException {
    tagRows();
    lab.fail("CreateJob", Kind.LOST_ANSWER, Kind.LOST_ANSWER, Kind.LOST_REQUEST);

    assertThat(apply(seal()).rows(Outcome.DONE)).isEqualTo(OBJECTS);
    assertThat(jobs.list(EnumSet.allOf(JobState.class))).extracting(Job::state).hasSize(1);
  }

  @Test
  void versionsOfThePlanAreTheOnesTagged() throws IOException {
    lab.plain()
        .putBucketVersioning(
            b ->
                b.bucket(LabSession.BUCKET)
                    .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    tagRows();
    lab.put(name(3), "newer".getBytes(UTF_8));

    assertThat(apply(seal()).rows(Outcome.DONE)).isEqualTo(OBJECTS);
    assertThat(tags(name(3))).isEqualTo(TagSet.EMPTY);
    assertThat(tags(name(4))).isEqualTo(TEAM);
  }

  @Test
  void objectsThatWentAreDrift() throws IOException {
    tagRows();
    lab.plain().deleteObject(b -> b.bucket(LabSession.BUCKET).key(name(5)));

    RunReport report = apply(seal());

    assertThat(report.rows(Outcome.DONE)).isEqualTo(OBJECTS - 1);
    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(1);
  }

  private RunReport apply(PlanBundle plan) throws IOException {
    JobDefaults defaults =
        new JobDefaults(
            "arn:aws:iam::" + ACCOUNT + ":role/batch",
            10,
            false,
            S3Location.parse("s3://" + OPS + "/manifests"),
            S3Location.parse("s3://" + OPS + "/reports"));
    RouteOptions routes =
        new RouteOptions(
            RoutePreference.BATCH,
            JobLimits.defaults(),
            new Prices(LocalDate.EPOCH, 0, 0, 0, 0),
            RouteThroughput.defaults());
    Duration patience = Duration.ofSeconds(20);
    BatchSetup route =
        new BatchSetup(
            jobs,
            lab.session().store(OPS),
            lab.session().deliveries(OPS),
            defaults,
            routes,
            new PollingPolicy(Duration.ofMillis(20), Duration.ofMillis(200), patience, patience));
    return new PlanExecutor(
            plan,
            store,
            Optional.of(route),
            DirectOptions.defaults(),
            RequestThrottle.free(16),
            Clock.systemUTC())
        .run();
  }

  private void tagRows() {
    for (int i = 0; i < OBJECTS; i++) {
      lab.put(name(i), name(i).getBytes(UTF_8));
      var head = store.head(new ObjectKey(name(i))).join().orElseThrow();
      rows.add(
          row(
              Action.TAG,
              name(i),
              Guard.match(head.etag()),
              head.versionId(),
              Optional.empty(),
              TEAM));
    }
  }

  private static String name(int number) {
    return "dir " + number % 3 + "/ü+%" + number;
  }

  private void copyRow(String key, String from) {
    lab.plain()
        .putObject(b -> b.bucket(OLD).key(from).tagging("kept=1"), RequestBody.fromString("xyz"));
    ETag etag = lab.session().store(OLD).head(new ObjectKey(from)).join().orElseThrow().etag();
    CopySource source = new CopySource(OLD, new ObjectKey(from), etag, Optional.empty());
    rows.add(
        row(Action.COPY, key, Guard.absent(), Optional.empty(), Optional.of(source), TagSet.EMPTY));
  }

  private static PlanRow row(
      Action action,
      String key,
      Guard guard,
      Optional<String> version,
      Optional<CopySource> source,
      TagSet tags) {
    return new PlanRow(
        action,
        action == Action.COPY ? Reason.NEW : Reason.SAME,
        new ObjectKey(key),
        "",
        3,
        Optional.empty(),
        Optional.empty(),
        guard,
        version,
        source,
        tags);
  }

  private TagSet tags(String key) {
    return store.tags(new ObjectKey(key), Optional.empty()).join();
  }

  private PlanBundle seal() throws IOException {
    rows.sort(PlanRow.ORDER);
    try (PlanWriter writer = PlanWriter.create(base.resolve("plan"), true)) {
      for (PlanRow row : rows) {
        writer.row(row);
      }
      String later = Instant.now().plusSeconds(60).toString();
      writer.seal(
          Plan.draft(
              later,
              "test",
              new Plan.Source(base.toString(), Plan.Coverage.COMPLETE),
              new Plan.Destination(LabSession.BUCKET, ""),
              new Plan.Inventory("live", later, "0".repeat(32), 0, 0, true),
              Map.of(),
              new Plan.Compared(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
              List.of()));
    }
    return PlanBundle.open(base.resolve("plan"));
  }
}
