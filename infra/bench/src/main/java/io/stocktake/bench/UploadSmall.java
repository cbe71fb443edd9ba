package io.stocktake.bench;

import io.stocktake.bench.data.TestFiles;
import io.stocktake.bench.data.Uploaders;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.ChildProcess;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Many small files sent: what a program costs for each, its start and end counted. */
final class UploadSmall implements Benchmark {
  private static final int FILES = 20_000;
  private static final int SIZE = 16 * 1024;

  @Override
  public String name() {
    return "upload-small";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    try (TestFiles files = TestFiles.write(settings.scaled(FILES), SIZE)) {
      Uploaders done = Uploaders.run(files.root(), settings, Map.of());
      String work = "upload of %d files of 16 KiB".formatted(files.count());
      ToDoubleFunction<ChildProcess> perCpu = child -> files.count() / child.cpuSeconds();
      ToDoubleFunction<ChildProcess> perSecond = child -> files.count() / child.seconds();
      List<ResultRow> lines = new ArrayList<>();
      lines.add(line(done, work, "files/CPU s", perCpu, Uploaders.RCLONE, 2));
      lines.add(line(done, work, "files/CPU s", perCpu, Uploaders.AWS, 5));
      lines.add(line(done, work, "files/s", perSecond, Uploaders.RCLONE, 1));
      lines.add(line(done, work, "files/s", perSecond, Uploaders.AWS, 1));
      return lines;
    }
  }

  /** A line about one peer. */
  static ResultRow line(
      Uploaders done,
      String work,
      String unit,
      ToDoubleFunction<ChildProcess> figure,
      String peer,
      double goal) {
    OptionalDouble theirs =
        done.has(peer) ? OptionalDouble.of(done.median(peer, figure)) : OptionalDouble.empty();
    return ResultRow.race(work, unit, done.median(Uploaders.OURS, figure), peer, theirs, goal);
  }
}
