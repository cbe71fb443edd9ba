package io.stocktake.bench;

import io.stocktake.bench.data.OwnLab;
import io.stocktake.bench.data.TestFiles;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.ChildProcess;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import io.stocktake.manifests.io.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What apply needs of memory for few rows and for many; all of the process counts. */
final class UploadMemory implements Benchmark {
  private static final int FEW = 1_000;
  private static final int MANY = 1_000_000;
  private static final int HEAP_MIB = 512;

  @Override
  public String name() {
    return "upload-memory";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    return List.of(line(FEW, settings), line(settings.scaled(MANY), settings));
  }

  private static ResultRow line(int count, Settings settings)
      throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("stocktake-bench");
    try (TestFiles files = TestFiles.write(count, 1);
        OwnLab lab = OwnLab.start(1, settings.threads())) {
      String plan = scratch.resolve("plan").toString();
      String bucket = "s3://" + lab.bucket();
      String source = files.root().toString();
      ChildProcess.run(
          lab.environment(), "plan", source, bucket, "--inventory", "live", "--out", plan);
      Map<String, String> environment = new HashMap<>(lab.environment());
      environment.put("JAVA_OPTS", "-Xmx" + HEAP_MIB + "m");
      ChildProcess applied = ChildProcess.run(environment, "apply", plan);
      String work = "apply of %d tiny files, heap of at most %d MiB".formatted(count, HEAP_MIB);
      return ResultRow.atMost(
          work, "MiB of memory", applied.peakBytes() / (double) (1 << 20), HEAP_MIB);
    } finally {
      FileTrees.delete(scratch);
    }
  }
}
