package io.stocktake.executor.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.executor.RunReport;
import io.stocktake.executor.SnapshotState;
import io.stocktake.executor.testing.MemoryStore;
import io.stocktake.executor.testing.TestPlan;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.catalogue.CatalogueRow;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.snapshot.Snapshot;
import io.stocktake.manifests.snapshot.SnapshotFolder;
import io.stocktake.manifests.testing.DirectoryFiles;
import io.stocktake.manifests.testing.Proof;
import io.stocktake.manifests.testing.ProofShare;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that halt before a request of sealing: there is no snapshot, or the right one; and the
 * next apply seals the right one, in one piece with what the killed one left.
 */
@Proof
class KilledSealTest {
  private static final int FILES = 60;
  private static final int HALTED = 137;
  private static final int MOST_REQUESTS = 100;

  @TempDir private Path temp;

  /** Another process: applies the plan, and halts before a request of sealing. */
  public static void main(String[] args) throws IOException {
    int[] left = {Integer.parseInt(args[2])};
    DirectoryFiles files =
        new DirectoryFiles(
            Path.of(args[1]),
            request -> {
              if (left[0]-- == 0) {
                Runtime.getRuntime().halt(HALTED);
              }
            });
    PlanBundle plan = PlanBundle.open(Path.of(args[0]));
    TestSource.apply(plan, new MemoryStore(), TestSource.sealer(files));
    Runtime.getRuntime().halt(0);
  }

  @Test
  void theNextApplySealsWhatAKilledOneDidNot() throws Exception {
    Path base = temp.resolve("base");
    applied("first", "2026-11-29T06:00:00Z", FILES, new DirectoryFiles(base));
    PlanBundle plan = applied("second", "2026-11-30T06:00:00Z", 1, null);
    byte[] right = sealed(plan, base, -1);
    boolean halted = true;
    for (int request = 0; halted; request++) {
      assertThat(request).isLessThan(MOST_REQUESTS);
      if (ProofShare.has(request)) {
        halted = isHalted(plan, base, request, right);
      }
    }
  }

  private boolean isHalted(PlanBundle plan, Path base, int request, byte[] right) throws Exception {
    PlanBundle copy = copy(plan, temp.resolve("plan" + request));
    Path bucket = copyTree(base, temp.resolve("bucket" + request));
    int code = run(copy, bucket, request);
    assertThat(code).isIn(0, HALTED);
    int before = code == HALTED ? 1 : 2;
    assertThat(new SnapshotFolder(new DirectoryFiles(bucket)).list().snapshots())
        .as("request %d", request)
        .hasSize(before);
    assertThat(sealed(copy, bucket, request)).as("request %d", request).isEqualTo(right);
    return code == HALTED;
  }

  /** A plan whose rows are done; without files for it, its snapshot is owed. */
  private PlanBundle applied(String name, String taken, int fresh, DirectoryFiles files)
      throws IOException {
    TestPlan plan = new TestPlan(temp, name);
    List<CatalogueRow> rows = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      String key = String.format("f%02d", i);
      if (i < fresh) {
        plan.create(key, name + i);
        rows.add(TestSource.file(key, (name + i).length(), i));
      } else {
        rows.add(
            TestSource.file(key, ("first" + i).length(), i).heldBy(TestSource.compared(etag(i))));
      }
    }
    PlanBundle bundle = plan.catalogue(taken, rows).seal();
    DirectoryFiles down =
        new DirectoryFiles(
            temp,
            request -> {
              throw StocktakeException.environment("down");
            });
    RunReport report =
        TestSource.apply(
            bundle, new MemoryStore(), TestSource.sealer(files == null ? down : files));
    assertThat(report.done()).isTrue();
    assertThat(report.snapshot().isOwed()).isEqualTo(files == null);
    return bundle;
  }

  private static ETag etag(int i) {
    return ETag.ofMd5(Digests.md5().digest(("first" + i).getBytes(UTF_8)));
  }

  /** Seals, and gives the document: of a plan that nobody sealed, in a bucket of its own. */
  private byte[] sealed(PlanBundle plan, Path bucket, int request) throws IOException {
    boolean first = request < 0;
    Path at = first ? copyTree(bucket, temp.resolve("right")) : bucket;
    PlanBundle of = first ? copy(plan, temp.resolve("rightplan")) : plan;
    DirectoryFiles files = new DirectoryFiles(at);
    RunReport report = TestSource.apply(of, new MemoryStore(), TestSource.sealer(files));
    assertThat(report.snapshot().state()).isEqualTo(SnapshotState.State.SEALED);
    assertThat(of.directory().resolve("snapshot-scratch")).doesNotExist();
    Snapshot snapshot = new SnapshotFolder(files).read(report.snapshot().id());
    assertThat(snapshot.baseId()).isPresent();
    assertThat(TestSource.rows(files, snapshot, temp.resolve("scratch"))).hasSize(FILES);
    return Files.readAllBytes(at.resolve(snapshot.id()).resolve(SnapshotFolder.DOCUMENT));
  }

  private static PlanBundle copy(PlanBundle plan, Path to) throws IOException {
    return PlanBundle.open(copyTree(plan.directory(), to));
  }

  private static Path copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
    return to;
  }

  private int run(PlanBundle plan, Path bucket, int request) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KilledSealTest.class.getName(),
            plan.directory().toString(),
            bucket.toString(),
            Integer.toString(request));
    File log = temp.resolve("log").toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start()
        .waitFor();
  }
}
