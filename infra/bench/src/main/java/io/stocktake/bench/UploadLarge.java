package io.stocktake.bench;

import io.stocktake.bench.data.TestFiles;
import io.stocktake.bench.data.Uploaders;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.ChildProcess;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Large files sent: how fast, also beside the SDK's own fast client with nothing around it. */
final class UploadLarge implements Benchmark {
  private static final int FILES = 2;
  private static final int SIZE = 1 << 30;
  private static final double GOAL = 0.9;
  private static final String CRT = "bare CRT client";

  @Override
  public String name() {
    return "upload-large";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    try (TestFiles files = TestFiles.write(FILES, settings.scaled(SIZE))) {
      Uploaders done = Uploaders.run(files.root(), settings, Map.of(CRT, crt()));
      String work = "upload of %d files of %d MiB".formatted(FILES, files.size() >> 20);
      ToDoubleFunction<ChildProcess> rate = child -> files.gigabytes() / child.seconds();
      List<ResultRow> lines = new ArrayList<>();
      for (String peer : List.of(Uploaders.RCLONE, Uploaders.AWS, CRT)) {
        lines.add(UploadSmall.line(done, work, "GB/s", rate, peer, GOAL));
      }
      return lines;
    }
  }

  private static List<String> crt() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return List.of(
        java.toString(), "-cp", System.getProperty("java.class.path"), CrtUpload.class.getName());
  }
}
