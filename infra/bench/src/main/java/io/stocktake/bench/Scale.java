package io.stocktake.bench;

import io.stocktake.bench.data.Synthetic;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.ChildProcess;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import io.stocktake.manifests.io.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A plan of very many rows by the program itself, with a small heap: an inventory and a listing of
 * as many files, compared by size. Memory is all that the kernel counts, less the heap's limit.
 */
final class Scale implements Benchmark {
  private static final int ROWS = 100_000_000;
  private static final int HEAP_MIB = 1000;

  /** Bytes outside the heap, for each row of either side; what a JVM itself takes is in it. */
  private static final double GOAL = 64;

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("stocktake-bench");
    int rows = settings.scaled(ROWS);
    try (Synthetic data = Synthetic.write(rows)) {
      ChildProcess plan =
          ChildProcess.run(
              Map.of(
                  "JAVA_OPTS",
                  "-Xmx" + HEAP_MIB + "m -XX:MaxDirectMemorySize=" + rows * 64L / 1024 + "k"),
              "plan",
              scratch.resolve("source").toString(),
              "s3://bucket",
              "--inventory",
              data.manifest().toString(),
              "--listing",
              data.listing().toString(),
              "--size-only",
              "--threads",
              Integer.toString(settings.threads()),
              "--memory",
              Long.toString(rows * 60L),
              "--out",
              scratch.resolve("plan").toString());
      String work =
          "plan of %d x %d rows in %.0f s, heap of %d MiB"
              .formatted(rows, rows, plan.seconds(), HEAP_MIB);
      double outside = plan.peakBytes() - (double) (HEAP_MIB << 20);
      return List.of(
          ResultRow.atMost(
              work, "bytes outside the heap a row", Math.max(0, outside / rows), GOAL));
    } finally {
      FileTrees.delete(scratch);
    }
  }
}
