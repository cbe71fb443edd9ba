package io.stocktake.executor.direct;

import static io.stocktake.executor.testing.TestPlan.bytes;
import static io.stocktake.executor.testing.TestPlan.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.testing.FaultyStore;
import io.stocktake.executor.testing.FaultyStore.Fault;
import io.stocktake.executor.testing.FaultyStore.Op;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftTest {
  private static final int LARGE = 9 << 20;

  @TempDir private Path base;
  private final MemoryStore store = new MemoryStore();
  private TestPlan builder;

  @BeforeEach
  void begin() throws IOException {
    builder = new TestPlan(base);
  }

  @Test
  void aFileOfAnotherSizeTimeOrKindIsNotSent() throws IOException {
    PlanBundle plan =
        builder
            .create("grown", "1")
            .create("touched", "1")
            .create("gone", "1")
            .create("turned", "1")
            .create("linked", "1")
            .seal();
    Files.writeString(builder.file("grown"), "12");
    Files.setLastModifiedTime(builder.file("touched"), FileTime.from(Instant.EPOCH));
    Files.delete(builder.file("gone"));
    Files.delete(builder.file("turned"));
    Files.createDirectory(builder.file("turned"));
    Files.move(builder.file("linked"), builder.file("aside"));
    Files.createSymbolicLink(builder.file("linked"), builder.file("aside"));

    assertThat(run(plan, store).rows(Outcome.DRIFTED)).isEqualTo(5);
    assertThat(store.requests()).isZero();
  }

  /** What lies outside the source has the size and the time of what was planned. */
  @Test
  void aDirectoryThatBecameALinkIsNotFollowed() throws IOException {
    PlanBundle plan =
        builder.create("dir/f", "1").create("dir/deep/g", "1").create("plain", "1").seal();
    Path outside = Files.createDirectories(base.resolve("outside/deep")).getParent();
    for (String name : new String[] {"f", "deep/g"}) {
      Files.writeString(outside.resolve(name), "2");
      FileTime planned = Files.getLastModifiedTime(builder.file("dir").resolve(name));
      Files.setLastModifiedTime(outside.resolve(name), planned);
    }
    Files.move(builder.file("dir"), base.resolve("aside"));
    Files.createSymbolicLink(builder.file("dir"), outside);

    RunReport report = run(plan, store);

    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(2);
    assertThat(store.keys()).containsExactly("plain");
  }

  @Test
  void anotherFileOfTheSameSizeAndTimeIsNotSent() throws IOException {
    PlanBundle plan = builder.create("same", "1").create("replaced", "1").seal();
    FileTime time = Files.getLastModifiedTime(builder.file("replaced"));
    Path other = Files.writeString(base.resolve("other"), "2");
    Files.setLastModifiedTime(other, time);
    Files.move(other, builder.file("replaced"), StandardCopyOption.REPLACE_EXISTING);

    assertThat(run(plan, store).rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.keys()).containsExactly("same");
  }

  @Test
  void otherContentThanThePlanReadIsNotSent() throws IOException {
    ETag right = ETag.ofMd5(Digests.md5().digest("1".getBytes(UTF_8)));
    ETag wrong = ETag.ofMd5(Digests.md5().digest("2".getBytes(UTF_8)));
    PlanBundle plan =
        builder
            .createDigested("same", "1", right)
            .createDigested("other", "1", wrong)
            .createDigested("in parts", "1", new ETag(wrong + "-1"))
            .seal();

    RunReport report = run(plan, store);

    assertThat(report.rows(Outcome.DONE)).isEqualTo(2);
    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.keys()).containsExactly("in parts", "same");
  }

  @Test
  void aLargeFileThatChangesWhileItIsSentLeavesNothingBehind() throws IOException {
    PlanBundle plan = builder.create("large", bytes(LARGE, 1)).seal();
    FaultyStore meddling =
        new FaultyStore(
            store,
            (op, key) -> {
              if (op == Op.PART) {
                touch(builder.file("large"));
              }
              return Fault.NONE;
            });

    RunReport report = run(plan, meddling);

    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.keys()).isEmpty();
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void aLargeFileThatShrinksWhileItIsSentLeavesNothingBehind() throws IOException {
    PlanBundle plan = builder.create("large", bytes(LARGE, 1)).seal();
    FaultyStore meddling =
        new FaultyStore(
            store,
            (op, key) -> {
              if (op == Op.BEGIN) {
                write(builder.file("large"), new byte[1]);
              }
              return Fault.NONE;
            });

    assertThat(run(plan, meddling).rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.keys()).isEmpty();
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void anOrphanThatChangedSinceThePlanIsKept() throws IOException {
    ETag orphan = store.seed("orphan", "old".getBytes(UTF_8));
    PlanBundle plan = builder.delete("orphan", orphan).seal();
    store.seed("orphan", "theirs".getBytes(UTF_8));

    assertThat(run(plan, store).rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.get("orphan")).hasValue("theirs".getBytes(UTF_8));
  }

  @Test
  void anObjectThatChangedSinceThePlanIsKept() throws IOException {
    ETag seen = store.seed("over", "old".getBytes(UTF_8));
    ETag orphan = store.seed("orphan", "old".getBytes(UTF_8));
    PlanBundle plan =
        builder
            .create("new", "mine")
            .create("large", bytes(LARGE, 2))
            .overwrite("over", "mine".getBytes(UTF_8), seen)
            .delete("orphan", orphan)
            .seal();
    for (String key : new String[] {"new", "over", "orphan", "large"}) {
      store.seed(key, "theirs".getBytes(UTF_8));
    }

    RunReport report = run(plan, store);

    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(3);
    assertThat(report.rows(Outcome.SKIPPED)).isEqualTo(1);
    for (String key : store.keys()) {
      assertThat(store.get(key)).hasValue("theirs".getBytes(UTF_8));
    }
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void whatIsThereAlreadyIsAlreadyDone() throws IOException {
    PlanBundle plan =
        builder
            .create("a", "1")
            .create("large", bytes(LARGE, 3))
            .delete("gone", new ETag("0".repeat(32)))
            .seal();
    PlanBundle other =
        new TestPlan(base.resolve("other"))
            .create("a", "1")
            .create("large", bytes(LARGE, 3))
            .seal();
    run(other, store);

    RunReport report = run(plan, store);

    assertThat(report.rows(Outcome.ALREADY_DONE)).isEqualTo(3);
    assertThat(store.openUploads()).isZero();
  }

  @Test
  void anObjectGoneSinceThePlanIsNotWrittenAnew() throws IOException {
    PlanBundle plan =
        builder.overwrite("over", "x".getBytes(UTF_8), new ETag("0".repeat(32))).seal();

    assertThat(run(plan, store).rows(Outcome.DRIFTED)).isEqualTo(1);
    assertThat(store.keys()).isEmpty();
  }

  private static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
