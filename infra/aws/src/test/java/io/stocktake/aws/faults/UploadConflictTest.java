package io.stocktake.aws.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.aws.LabSession;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.executor.store.StoredObject;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
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
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A key that changes while a multipart upload is under way, and is as planned again at its end: S3
 * answers 409 to CompleteMultipartUpload from then on, and wants a new upload.
 */
class UploadConflictTest {
  private static final int LARGE = 11 << 20;

  /** How the large object comes about. */
  enum Way {
    NEW_FILE,
    CHANGED_FILE,
    COPY
  }

  @TempDir private Path base;
  private LabSession lab;
  private byte[] before;

  @BeforeEach
  void start() throws IOException {
    lab = LabSession.start();
    before = new byte[LARGE];
    Arrays.fill(before, (byte) 'x');
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  @ParameterizedTest
  @EnumSource
  void theUploadIsBegunAnewInTheSameRun(Way way) throws IOException {
    PlanBundle plan = plan(way);
    lab.resetRequestCounts();

    RunReport report = apply(plan, 1);

    assertThat(report.rows(Outcome.DONE)).as("%s", report).isEqualTo(1);
    assertThat(lab.requestCounts().get("CreateMultipartUpload")).isEqualTo(2);
    assertThat(lab.requestCounts().get("AbortMultipartUpload")).isEqualTo(1);
    assertThat(head().orElseThrow().size()).isEqualTo(LARGE);
    assertThat(openUploads()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatChangesEachTimeFailsAndIsBegunAnewByTheNextRun(Way way) throws IOException {
    PlanBundle plan = plan(way);
    lab.resetRequestCounts();

    RunReport failed = apply(plan, 2);

    assertThat(failed.rows(Outcome.FAILED)).as("%s", failed).isEqualTo(1);
    assertThat(lab.requestCounts().get("CreateMultipartUpload")).isEqualTo(2);
    assertThat(openUploads()).isZero();
    assertThat(apply(plan, 0).rows(Outcome.DONE)).isEqualTo(1);
    assertThat(head().orElseThrow().size()).isEqualTo(LARGE);
  }

  /** Changes the key before as many completions, and puts it back. */
  private RunReport apply(PlanBundle plan, int conflicts) throws IOException {
    ObjectStore real = lab.session().store(LabSession.BUCKET);
    int[] left = {conflicts};
    ObjectStore store =
        (ObjectStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("complete") && left[0]-- > 0) {
                    changeAndPutBack();
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    DirectOptions options =
        new DirectOptions(
            new DirectOptions.InFlight(4, 64 << 20),
            new DirectOptions.Multipart(8 << 20, 5 << 20, 5 << 20),
            DirectOptions.FailurePolicy.DEFAULT,
            Optional.empty(),
            true);
    return new PlanExecutor(
            plan, store, Optional.empty(), options, RequestThrottle.free(4), Clock.systemUTC())
        .run();
  }

  private void changeAndPutBack() {
    Optional<StoredObject> there = head();
    lab.put("key", new byte[] {1});
    if (there.isPresent()) {
      lab.put("key", before);
    } else {
      lab.plain().deleteObject(b -> b.bucket(LabSession.BUCKET).key("key"));
    }
  }

  private Optional<StoredObject> head() {
    return lab.session().store(LabSession.BUCKET).head(new ObjectKey("key")).join();
  }

  private int openUploads() {
    return lab.plain().listMultipartUploads(b -> b.bucket(LabSession.BUCKET)).uploads().size();
  }

  private PlanBundle plan(Way way) throws IOException {
    PlanRow row =
        switch (way) {
          case NEW_FILE -> file(Reason.NEW, Guard.absent());
          case CHANGED_FILE -> {
            lab.put("key", before);
            yield file(Reason.CONTENT, Guard.match(head().orElseThrow().etag()));
          }
          case COPY -> copy();
        };
    try (PlanWriter writer = PlanWriter.create(base.resolve("plan"), false)) {
      writer.row(row);
      writer.seal(
          Plan.draft(
              "2026-11-01T00:00:00Z",
              "test",
              new Plan.Source(base.toString(), Plan.Coverage.COMPLETE),
              new Plan.Destination(LabSession.BUCKET, ""),
              new Plan.Inventory("live", "2026-11-01T00:00:00Z", "0".repeat(32), 0, 0, true),
              Map.of(),
              new Plan.Compared(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
              List.of()));
    }
    return PlanBundle.open(base.resolve("plan"));
  }

  private PlanRow file(Reason reason, Guard guard) throws IOException {
    Path file = Files.write(base.resolve("key"), new byte[LARGE]);
    return new PlanRow(
        Action.UPLOAD,
        reason,
        new ObjectKey("key"),
        "key",
        LARGE,
        Optional.of(Files.getLastModifiedTime(file).toInstant()),
        Optional.empty(),
        guard,
        Optional.empty());
  }

  private PlanRow copy() {
    lab.put("from", new byte[LARGE]);
    ETag etag =
        lab.session()
            .store(LabSession.BUCKET)
            .head(new ObjectKey("from"))
            .join()
            .orElseThrow()
            .etag();
    return new PlanRow(
        Action.COPY,
        Reason.NEW,
        new ObjectKey("key"),
        "",
        LARGE,
        Optional.empty(),
        Optional.empty(),
        Guard.absent(),
        Optional.empty(),
        Optional.of(
            new CopySource(LabSession.BUCKET, new ObjectKey("from"), etag, Optional.empty())),
        TagSet.EMPTY);
  }
}
