package io.stocktake.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.lab.fault.Fault.Kind;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.PlanWriter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan applied over HTTP: every byte sent once, and nothing at all the second time. */
class ApplyTest {
  private static final int FILES = 300;
  private static final int LARGE = 11 << 20;

  @TempDir private Path base;
  private LabSession lab;
  private final List<PlanRow> rows = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    lab = LabSession.start();
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  @Test
  void appliesAPlanOnce() throws IOException {
    PlanBundle plan = plan();
    lab.resetRequestCounts();

    RunReport report = apply(plan);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(FILES + 3);
    assertThat(report.settled()).isTrue();
    assertThat(lab.requestCounts())
        .isEqualTo(
            Map.of(
                "PutObject", (long) FILES + 1,
                "CreateMultipartUpload", 1L,
                "UploadPart", 3L,
                "CompleteMultipartUpload", 1L,
                "DeleteObjects", 1L,
                "GetBucketVersioning", 1L));
    StoredObject large = head("large").orElseThrow();
    assertThat(large.size()).isEqualTo(LARGE);
    assertThat(large.etag().parts()).isEqualTo(3);
    assertThat(head("orphan")).isEmpty();

    lab.resetRequestCounts();
    assertThat(apply(plan).settledBefore()).isEqualTo(FILES + 3);
    assertThat(lab.requestCounts()).isEmpty();
  }

  @Test
  void lostAnswersAndABusyStoreChangeNothingOfTheEnd() throws IOException {
    PlanBundle plan = plan();
    lab.fail("PutObject", Kind.LOST_ANSWER, Kind.SLOW_DOWN, Kind.LOST_ANSWER, Kind.LOST_REQUEST);
    lab.fail("CompleteMultipartUpload", Kind.LOST_ANSWER);
    lab.fail("DeleteObjects", Kind.LOST_ANSWER);

    RunReport report = apply(plan);

    assertThat(report.settled()).isTrue();
    assertThat(report.rows(Outcome.DRIFTED)).isZero();
    assertThat(report.rows(Outcome.ALREADY_DONE)).isPositive();
    assertThat(head("orphan")).isEmpty();
    assertThat(head("large").orElseThrow().size()).isEqualTo(LARGE);
  }

  private RunReport apply(PlanBundle plan) throws IOException {
    DirectOptions options =
        new DirectOptions(
            new DirectOptions.InFlight(16, 64 << 20),
            new DirectOptions.Multipart(
                8 << 20, 5 << 20, DirectOptions.Multipart.DEFAULT.copyLimit()),
            DirectOptions.FailurePolicy.DEFAULT,
            Optional.empty(),
            true);
    return new PlanExecutor(
            plan,
            lab.session().store(LabSession.BUCKET),
            Optional.empty(),
            options,
            RequestThrottle.free(16),
            Clock.systemUTC())
        .run();
  }

  private Optional<StoredObject> head(String key) {
    return lab.session().store(LabSession.BUCKET).head(new ObjectKey(key)).join();
  }

  private PlanBundle plan() throws IOException {
    lab.put("orphan", new byte[3]);
    lab.put("over", new byte[3]);
    Random random = new Random(1);
    for (int i = 0; i < FILES; i++) {
      byte[] content = new byte[random.nextInt(3000)];
      random.nextBytes(content);
      upload("dir " + i % 7 + "/ü" + i, content, Reason.NEW, Guard.absent());
    }
    byte[] large = new byte[LARGE];
    random.nextBytes(large);
    upload("large", large, Reason.NEW, Guard.absent());
    upload("over", new byte[4], Reason.SIZE, Guard.match(etag("over")));
    rows.add(
        new PlanRow(
            Action.DELETE,
            Reason.ORPHAN,
            new ObjectKey("orphan"),
            "",
            3,
            Optional.empty(),
            Optional.empty(),
            Guard.match(etag("orphan")),
            Optional.empty()));
    return seal();
  }

  private ETag etag(String key) {
    return head(key).orElseThrow().etag();
  }

  private void upload(String name, byte[] content, Reason reason, Guard guard) throws IOException {
    Path file = base.resolve("source").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    rows.add(
        new PlanRow(
            Action.UPLOAD,
            reason,
            new ObjectKey(name),
            name,
            content.length,
            Optional.of(Files.getLastModifiedTime(file).toInstant()),
            Optional.empty(),
            guard,
            Optional.empty()));
  }

  private PlanBundle seal() throws IOException {
    rows.sort(PlanRow.ORDER);
    try (PlanWriter writer = PlanWriter.create(base.resolve("plan"), true)) {
      for (PlanRow row : rows) {
        writer.row(row);
      }
      writer.seal(
          Plan.draft(
              "2026-11-01T00:00:00Z",
              "test",
              new Plan.Source(base.resolve("source").toString(), Plan.Coverage.COMPLETE),
              new Plan.Destination(LabSession.BUCKET, ""),
              new Plan.Inventory("live", "2026-11-01T00:00:00Z", "0".repeat(32), 0, 0, true),
              Map.of(),
              new Plan.Compared(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
              List.of()));
    }
    return PlanBundle.open(base.resolve("plan"));
  }
}
