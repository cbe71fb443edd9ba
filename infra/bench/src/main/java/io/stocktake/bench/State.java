package io.stocktake.bench;

import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.InterleavedRuns;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.planner.files.FileIdentity;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.state.FingerprintCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A full scan of what is remembered of files, by one thread: each is looked up in the order of a
 * walk, one in fifty is learnt anew, all are written again.
 */
final class State implements Benchmark {
  private static final int FILES = 10_000_000;
  private static final int IN_DIRECTORY = 1000;
  private static final int CHANGED = 50;
  private static final double MILLION = 1e6;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ETag SOME = new ETag("0123456789abcdef0123456789abcdef");

  @Override
  public String name() {
    return "state";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    int files = settings.scaled(FILES);
    Path scratch = Files.createTempDirectory("stocktake-bench");
    try {
      int[] round = {0};
      scan(scratch, files, round[0]++, files);
      InterleavedRuns runs = new InterleavedRuns(() -> {});
      final int ours =
          runs.add(() -> scan(scratch, files, round[0]++, (files + CHANGED - 1) / CHANGED));
      runs.start(settings.runs());
      String work = "fingerprints of " + files + " files, looked up and rewritten, 1 thread";
      return List.of(
          ResultRow.atLeast(work, "M/s", runs.rate(ours, files / MILLION).orElseThrow(), 2.5),
          ResultRow.atMost(work, "bytes a file", (double) bytes(scratch) / files, 65));
    } finally {
      FileTrees.delete(scratch);
    }
  }

  /** In each round another fiftieth of the files is not what it was. */
  private static void scan(Path scratch, int files, int round, int expected) throws IOException {
    int learnt = 0;
    try (FingerprintCache cache = FingerprintCache.open(scratch, scratch.toString())) {
      for (int i = 0; i < files; i++) {
        WalkedFile file = file(i, round);
        if (cache.find(file).isEmpty()) {
          cache.put(file, NOW, SOME);
          learnt++;
        }
      }
      cache.finishComplete();
    }
    if (learnt != expected) {
      throw new IllegalStateException("learnt " + learnt + " files instead of " + expected);
    }
  }

  private static WalkedFile file(int number, int round) {
    int changes = (round + CHANGED - 1 - number % CHANGED) / CHANGED;
    FileTime time = FileTime.from(NOW.minusSeconds(100_000 - changes));
    return new WalkedFile(
        "dir" + number / IN_DIRECTORY + "/" + 1_000_000_000 + number + ".jpg",
        number,
        time,
        Optional.of(new FileIdentity(1, number, time)));
  }

  private static long bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      long sum = 0;
      for (Path file : (Iterable<Path>) files::iterator) {
        sum += Files.size(file);
      }
      return sum;
    }
  }
}
