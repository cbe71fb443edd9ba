package io.stocktake.bench;

import io.stocktake.bench.data.Bucket;
import io.stocktake.bench.data.TestFiles;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.ChildProcess;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import io.stocktake.manifests.io.FileTrees;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A first migration, by the program itself: what plan and apply read of files for each byte they
 * upload. What a JVM reads to begin with is measured with a source of one file, and left out.
 */
final class Migration implements Benchmark {
  private static final int FILES = 4_000;
  private static final int SIZE = 256 * 1024;
  private static final int LARGE = 256 << 20;
  private static final double GOAL = 1.01;

  @Override
  public String name() {
    return "migration";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("stocktake-bench");
    try (TestFiles one = TestFiles.write(1, 1);
        TestFiles files = TestFiles.write(settings.scaled(FILES), SIZE)) {
      int large = settings.scaled(LARGE);
      writeLarge(files.root().resolve("large"), large);
      long toBegin = bytesRead(one.root(), Files.createDirectory(scratch.resolve("one")));
      long all = bytesRead(files.root(), Files.createDirectory(scratch.resolve("all")));
      double uploaded = (double) files.count() * files.size() + large;
      return List.of(
          ResultRow.atMost(
              "first migration of %.0f MB, plan and apply".formatted(uploaded / 1e6),
              "bytes read for each uploaded",
              (all - toBegin) / uploaded,
              GOAL));
    } finally {
      FileTrees.delete(scratch);
    }
  }

  private static void writeLarge(Path file, int bytes) throws IOException {
    Random random = new Random(bytes);
    byte[] chunk = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int left = bytes; left > 0; left -= chunk.length) {
        random.nextBytes(chunk);
        out.write(chunk, 0, Math.min(left, chunk.length));
      }
    }
  }

  private static long bytesRead(Path source, Path scratch)
      throws IOException, InterruptedException {
    try (Bucket bucket = Bucket.empty()) {
      Map<String, String> environment = bucket.environment();
      String plan = scratch.resolve("plan").toString();
      ChildProcess planned =
          ChildProcess.run(
              environment,
              "plan",
              source.toString(),
              bucket.location(),
              "--inventory",
              "live",
              "--out",
              plan);
      return planned.bytesRead() + ChildProcess.run(environment, "apply", plan).bytesRead();
    }
  }
}
