package io.stocktake.executor.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.restore.MemoryReader.Fault;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.content.Algorithm;
import io.stocktake.manifests.content.ContentDigest;
import io.stocktake.manifests.content.PartBoundaries;
import io.stocktake.manifests.content.StoredChecksum;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestoreExecutorTest {
  private static final byte[] LARGE = new byte[700_001];

  @TempDir private Path base;
  private TestRestore restore;

  @BeforeEach
  void begin() throws IOException {
    new Random(5).nextBytes(LARGE);
    restore = new TestRestore(base);
  }

  @Test
  void aTreeComesBack() throws IOException {
    restore.file("old", "old");
    restore.file("extra/x", "extra");
    restore
        .object("a/b", "content")
        .object("old", "new")
        .object("empty", "")
        .object("d/e/", "")
        .fetch("a/b")
        .fetch("old")
        .fetch("empty")
        .link("k", "a/b")
        .directory("d/e")
        .remove("extra/x");
    RestoreBundle plan = restore.seal();

    RunReport report = restore.run(plan);

    assertThat(report.done()).as("%s", report).isTrue();
    assertThat(report.planned()).isEqualTo(6);
    assertThat(TestRestore.tree(restore.target))
        .containsEntry("a/b", "content")
        .containsEntry("old", "new")
        .containsEntry("empty", "")
        .containsEntry("d/e", "/")
        .containsEntry("k", "-> a/b")
        .containsEntry(TestRestore.TRASH + "extra/x", "extra")
        .doesNotContainKey("extra/x")
        .allSatisfy((path, content) -> assertThat(path).doesNotContain("stocktake-restore"));
    assertThat(PlanStatus.read(plan).done()).isTrue();
    RunReport again = restore.run(plan);
    assertThat(again.settledBefore()).isEqualTo(6);
    assertThat(again.requests()).isZero();
  }

  @Test
  void withoutTrashFilesAreRemoved() throws IOException {
    restore.file("x", "extra");
    RestoreBundle plan = restore.remove("x").seal();
    restore.executor(plan, TestRestore.options(32, 1000, false, false)).run("test");
    assertThat(TestRestore.tree(restore.target)).isEmpty();
  }

  @Test
  void aFileInTheWayOfADirectoryIsRemovedFirst() throws IOException {
    restore.file("a", "extra");
    RestoreBundle plan = restore.object("a/b", "x").fetch("a/b").remove("a").seal();
    assertThat(restore.run(plan).done()).isTrue();
    assertThat(TestRestore.tree(restore.target))
        .containsEntry("a/b", "x")
        .containsEntry(TestRestore.TRASH + "a", "extra");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotTheObjectGetsNoName(Fault fault) throws IOException {
    restore.file("extra", "extra");
    RestoreBundle plan =
        restore
            .object("bad", LARGE)
            .object("good", "x")
            .fetch("bad")
            .fetch("good")
            .remove("extra")
            .seal();
    restore.bucket.fault("bad", fault);

    RunReport report = restore.run(plan);

    boolean fine = fault == Fault.NONE || fault == Fault.CUT_ONCE;
    assertThat(report.done()).as("%s", report).isEqualTo(fine);
    Map<String, String> tree = TestRestore.tree(restore.target);
    assertThat(tree).containsEntry("good", "x");
    assertThat(tree.containsKey("bad")).isEqualTo(fine);
    assertThat(tree.containsKey("extra")).isEqualTo(!fine);
    boolean drifts = fault == Fault.MISSING || fault == Fault.EXCHANGED;
    assertThat(report.rows(Outcome.DRIFTED)).isEqualTo(drifts ? 1 : 0);
    assertThat(report.rows(Outcome.FAILED)).isEqualTo(fine || drifts ? 0 : 1);
    assertThat(report.rows(Outcome.SKIPPED)).isEqualTo(fine ? 0 : 1);
    assertThat(tree).allSatisfy((path, c) -> assertThat(path).doesNotContain("restore"));

    restore.bucket.clearFaults();
    RunReport second = restore.run(plan);
    assertThat(second.done()).isEqualTo(!drifts);
    assertThat(restore.bucket.opened("good")).isEqualTo(1);
  }

  @Test
  void aTransferGoesOnWhereItBrokeOff() throws IOException {
    restore.requests = 1;
    RestoreBundle plan = restore.object("a", LARGE).fetch("a").seal();
    restore.bucket.fault("a", Fault.CUT_ONCE);
    assertThat(restore.run(plan).done()).isTrue();
    assertThat(restore.target.resolve("a")).hasBinaryContent(LARGE);
    assertThat(restore.bucket.bytes()).isLessThan(2L * LARGE.length);
  }

  @Test
  void aMultipartUploadIsProvenByItsParts() throws IOException {
    restore.requests = 1;
    PartBoundaries parts = PartBoundaries.like(300_000, LARGE.length);
    byte[] md5 = ContentDigest.composite(Algorithm.MD5, parts, new ByteArrayInputStream(LARGE));
    restore.bucket.put("a", stored(ETag.ofParts(md5, 3), false, List.of(), Optional.of(parts)));
    restore.bucket.put("b", stored(ETag.ofParts(md5, 3), false, List.of(), Optional.empty()));
    RestoreBundle plan = restore.fetch("a").fetch("b").seal();
    RunReport report = restore.run(plan);
    assertThat(report.rows(Outcome.DONE)).isEqualTo(1);
    assertThat(report.rows(Outcome.FAILED)).isEqualTo(1);
    assertThat(restore.target.resolve("a")).hasBinaryContent(LARGE);
    assertThat(restore.target.resolve("b")).doesNotExist();
  }

  @Test
  void anOpaqueETagIsProvenByAChecksumOrNotAtAll() throws IOException {
    ETag opaque = new ETag("0123456789abcdef0123456789abcdef");
    for (Algorithm algorithm : Algorithm.values()) {
      byte[] digest = ContentDigest.whole(algorithm, new ByteArrayInputStream(LARGE));
      String base64 = Base64.getEncoder().encodeToString(digest);
      restore.bucket.put(
          algorithm.code(),
          stored(
              opaque,
              true,
              List.of(new StoredChecksum(algorithm, base64, false)),
              Optional.empty()));
      restore.fetch(algorithm.code());
    }
    restore.bucket.put("none", stored(opaque, true, List.of(), Optional.empty()));
    restore.bucket.put(
        "damaged",
        stored(
            opaque,
            true,
            List.of(new StoredChecksum(Algorithm.SHA1, "?", false)),
            Optional.empty()));
    RestoreBundle plan = restore.fetch("none").fetch("damaged").seal();
    RunReport report = restore.run(plan);
    assertThat(report.rows(Outcome.DONE)).isEqualTo(Algorithm.values().length);
    assertThat(report.rows(Outcome.FAILED)).isEqualTo(2);
    assertThat(restore.target.resolve("none")).doesNotExist();
    assertThat(restore.target.resolve("damaged")).doesNotExist();
  }

  private static MemoryReader.Stored stored(
      ETag etag, boolean opaque, List<StoredChecksum> checksums, Optional<PartBoundaries> parts) {
    return new MemoryReader.Stored(LARGE, etag, opaque, checksums, parts, Map.of());
  }

  @Test
  void whatChangedSinceThePlanIsLeftAlone() throws IOException {
    restore.file("changed", "old");
    restore.file("gone", "old");
    restore.file("removed", "old");
    restore
        .object("changed", "new")
        .object("gone", "new")
        .object("taken", "new")
        .fetch("changed")
        .fetch("gone")
        .fetch("taken")
        .link("link", "x")
        .remove("removed");
    RestoreBundle plan = restore.seal();
    restore.file("changed", "theirs");
    Files.delete(restore.target.resolve("gone"));
    restore.file("taken", "theirs");
    restore.file("link", "theirs");
    restore.file("removed", "theirs");
    Map<String, String> before = TestRestore.tree(restore.target);
    RunReport report = restore.run(plan);
    assertThat(report.rows(Outcome.DRIFTED)).as("%s", report).isEqualTo(4);
    assertThat(report.rows(Outcome.SKIPPED)).isEqualTo(1);
    assertThat(TestRestore.tree(restore.target)).isEqualTo(before);
  }

  @Test
  void attributesComeBack() throws IOException {
    restore.bucket.put("d/", new byte[0], Map.of("mtime", "1000000000", "mode", "040500"));
    restore.bucket.put("d/f", new byte[1], Map.of("mtime", "1000000001.5", "mode", "0104751"));
    RestoreBundle plan = restore.directory("d").fetch("d/f").seal();
    assertThat(restore.run(plan).done()).isTrue();
    Path file = restore.target.resolve("d/f");
    assertThat(Files.getLastModifiedTime(file).toInstant())
        .isEqualTo(Instant.parse("2001-09-09T01:46:41.500Z"));
    assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100751);
    Path directory = restore.target.resolve("d");
    assertThat(Files.getLastModifiedTime(directory).toInstant())
        .isEqualTo(Instant.parse("2001-09-09T01:46:40Z"));
    assertThat(Files.getPosixFilePermissions(directory))
        .isEqualTo(PosixFilePermissions.fromString("r-x------"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void specialBitsComeBackWhenAskedFor() throws IOException {
    restore.bucket.put("f", new byte[1], Map.of("mode", "0104755"));
    RestoreBundle plan = restore.fetch("f").seal();
    restore.executor(plan, TestRestore.options(32, 1000, true, true)).run("test");
    assertThat(Files.getAttribute(restore.target.resolve("f"), "unix:mode")).isEqualTo(0104755);
  }

  @Test
  void aLinkInTheWayIsNamedAndNotFollowed() throws IOException {
    Path outside = Files.createDirectory(base.resolve("outside"));
    Files.createSymbolicLink(restore.target.resolve("d"), outside);
    restore.object("d/x", "x").object("d/e/y", "y").object("d/z/", "");
    RestoreBundle plan = restore.fetch("d/x").fetch("d/e/y").directory("d/z").seal();
    RunReport report = restore.run(plan);
    assertThat(report.rows(Outcome.FAILED)).as("%s", report).isEqualTo(3);
    assertThat(TestRestore.tree(outside)).isEmpty();
  }

  @Test
  void manyFailuresInARowStopTheRun() throws IOException {
    for (int i = 0; i < 100; i++) {
      restore.object("f" + i, "x").fetch("f" + i);
      restore.bucket.fault("f" + i, Fault.BUSY);
    }
    RestoreBundle plan = restore.seal();
    RestoreOptions few = TestRestore.options(2, 5, true, false);
    assertThatThrownBy(() -> restore.executor(plan, few).run("test"))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("5 rows failed in a row");
    restore.bucket.clearFaults();
    assertThat(restore.run(plan).done()).isTrue();
  }

  @Test
  void aStopLeavesTheRestToTheNextRun() throws IOException {
    for (int i = 0; i < 200; i++) {
      restore.object("f" + i, "x" + i).fetch("f" + i);
    }
    RestoreBundle plan = restore.seal();
    RestoreExecutor executor = restore.executor(plan, TestRestore.options(2, 1000, true, false));
    restore.bucket.at(
        key -> {
          if (key.equals("f150")) {
            executor.stop();
          }
        });
    RunReport stopped = executor.run("test");
    assertThat(stopped.stopped()).isTrue();
    assertThat(stopped.left()).isPositive();
    restore.bucket.clearFaults();
    assertThat(restore.run(plan).done()).isTrue();
    for (int i = 0; i < 200; i++) {
      assertThat(restore.bucket.opened("f" + i)).isEqualTo(1);
      assertThat(restore.target.resolve("f" + i)).hasContent("x" + i);
    }
  }

  @Test
  void anAlteredPlanIsRefused() throws IOException {
    RestoreBundle plan = restore.object("a", "x").fetch("a").seal();
    Path part = plan.directory().resolve("files-00001.csv");
    Files.write(part, (Files.readString(part, UTF_8) + "\n").getBytes(UTF_8));
    assertThatThrownBy(() -> restore.run(plan)).isInstanceOf(StocktakeException.class);
    assertThat(TestRestore.tree(restore.target)).isEmpty();
  }
}
