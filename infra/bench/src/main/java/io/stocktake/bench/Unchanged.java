package io.stocktake.bench;

import io.stocktake.bench.data.Bucket;
import io.stocktake.bench.data.TestFiles;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.InterleavedRuns;
import io.stocktake.bench.run.Machine;
import io.stocktake.bench.run.Peer;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.inventory.LocalDeliveryFiles;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.planner.Planner;
import io.stocktake.planner.inventory.listing.InventoryWriter;
import io.stocktake.planner.inventory.listing.ListedRow;
import io.stocktake.planner.request.ContentPolicy;
import io.stocktake.planner.request.KeyNaming;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.request.ReadOptions;
import io.stocktake.planner.request.Resources;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.rules.ObjectRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A plan of files that are all in the bucket, unchanged and known: inventory, walk, join, state.
 */
final class Unchanged implements Benchmark {
  private static final int FILES = 1_000_000;
  private static final double MILLION = 1e6;
  private static final double LISTER_GOAL = 10;
  private static final ETag EMPTY = new ETag("d41d8cd98f00b204e9800998ecf8427e");

  @Override
  public String name() {
    return "unchanged";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("stocktake-bench");
    try (TestFiles files = TestFiles.write(settings.scaled(FILES), 0)) {
      Path manifest = list(files, scratch.resolve("inventory"));
      plan(files, manifest, scratch, settings); // learns what the files contain
      InterleavedRuns runs = new InterleavedRuns(() -> {});
      final int ours = runs.add(() -> expectNothing(plan(files, manifest, scratch, settings)));
      Peer find = new Peer("find", "find \"$1\" -printf '%s %T@ %i %p\\n'");
      final int finds = find.join(runs, files.root());
      runs.start(settings.runs());
      double amount = files.count() / MILLION;
      String work =
          "no-change plan of " + files.count() + " files, " + settings.threads() + " threads";
      double rate = runs.rate(ours, amount).orElseThrow();
      double goal = Machine.isNewJdk() ? 1.3 : 1;
      List<ResultRow> lines = new ArrayList<>();
      lines.add(ResultRow.race(work, "M/s", rate, "find -printf", runs.rate(finds, amount), goal));
      try (Bucket bucket = Bucket.of(files)) {
        for (Peer peer : listers(bucket.environment(), settings.threads())) {
          OptionalDouble theirs = peer.runOnce(files.root(), amount);
          lines.add(
              ResultRow.race(work, "M/s", rate, peer.program() + ", once", theirs, LISTER_GOAL));
        }
      }
      return lines;
    } finally {
      FileTrees.delete(scratch);
    }
  }

  /** Programs that list both sides, and fail if they find a difference. */
  private static List<Peer> listers(Map<String, String> environment, int threads) {
    return List.of(
        new Peer(
            "rclone",
            "rclone check --size-only --checkers " + threads + " \"$1\" :s3:bucket",
            environment),
        new Peer(
            "aws",
            "found=$(aws s3 sync --dryrun --size-only \"$1\" s3://bucket) && test -z \"$found\"",
            environment));
  }

  private static Path list(TestFiles files, Path directory) throws IOException {
    try (InventoryWriter writer =
            new InventoryWriter(directory, "bucket", "", "bench", Instant.EPOCH, 250_000);
        Stream<Path> tree = Files.walk(files.root())) {
      for (Path file : (Iterable<Path>) tree.filter(Files::isRegularFile)::iterator) {
        String key = files.root().relativize(file).toString();
        writer.add(new ListedRow(key, 0, Instant.EPOCH, EMPTY, "STANDARD"));
      }
      return writer.finish();
    }
  }

  private static Plan.Compared plan(TestFiles files, Path manifest, Path scratch, Settings settings)
      throws IOException, InterruptedException {
    Path out = scratch.resolve("plan");
    FileTrees.delete(out);
    InventoryDelivery delivery =
        InventoryDelivery.find(new LocalDeliveryFiles(manifest.getParent()), "manifest.json");
    PlanRequest request =
        new PlanRequest(
            files.root(),
            S3Location.parse("s3://bucket"),
            new PlanRequest.Evidence(delivery, List.of(), Optional.of(scratch.resolve("state"))),
            Optional.empty(),
            out,
            options(settings.threads()),
            new PlanRequest.Stamp(Clock.offset(Clock.systemUTC(), Duration.ofHours(1)), "bench"));
    return Planner.plan(request, new PlanProgress()).compared();
  }

  private static PlanOptions options(int threads) {
    return new PlanOptions(
        KeyNaming.DEFAULT,
        SourceSelection.ALL,
        ReadOptions.DEFAULT,
        ContentPolicy.DEFAULT,
        ObjectRules.NONE,
        new Resources(threads, Resources.defaults().memory(), false),
        Safety.NONE);
  }

  private static void expectNothing(Plan.Compared found) {
    if (found.same() != found.files() || found.hashed() > 0) {
      throw new IllegalStateException("not all is the same, or something was read: " + found);
    }
  }
}
