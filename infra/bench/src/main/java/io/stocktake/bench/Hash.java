package io.stocktake.bench;

import io.stocktake.bench.data.HashedTree;
import io.stocktake.bench.data.MemoryRange;
import io.stocktake.bench.data.TestFiles;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.InterleavedRuns;
import io.stocktake.bench.run.Machine;
import io.stocktake.bench.run.Peer;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import io.stocktake.planner.fingerprint.md5.KernelTrial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** MD5: the kernel alone on one core, and of files, in the page cache, from walk to digest. */
final class Hash implements Benchmark {
  private static final int KIB = 1024;
  private static final int SMALL_FILES = 40_000;
  private static final int LARGE_FILES = 1_000;
  private static final int ARENAS = 1_000;
  private static final int RANGES = 40_000;
  private static final int RANGE = 64 * KIB;

  /** Lanes of a kernel for AVX-512. */
  private static final int WIDE = 64;

  @Override
  public String name() {
    return "hash";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    List<ResultRow> lines = new ArrayList<>(kernel(settings));
    boolean newJdk = Machine.isNewJdk();
    lines.addAll(files(settings, SMALL_FILES, 16 * KIB, 4.2, 20));
    lines.addAll(files(settings, LARGE_FILES, KIB * KIB, newJdk ? 6 : 5, newJdk ? 9 : 7));
    return lines;
  }

  private static List<ResultRow> kernel(Settings settings)
      throws IOException, InterruptedException {
    Optional<KernelTrial> trial = KernelTrial.ofThisMachine();
    if (trial.isEmpty()) {
      return List.of();
    }
    int arenas = settings.scaled(ARENAS);
    int ranges = settings.scaled(RANGES);
    InterleavedRuns runs = new InterleavedRuns(() -> {});
    int ours = runs.add(() -> repeat(arenas, trial.get()::hash));
    int scheduled = runs.add(() -> MemoryRange.hash(ranges, RANGE));
    int theirs = runs.add(() -> repeat(Math.max(1, arenas / 10), trial.get()::hashPlain));
    runs.start(settings.runs());
    boolean wide = trial.get().lanes() == WIDE;
    double goal = Machine.isNewJdk() ? wide ? 12 : 5.2 : wide ? 7.5 : 4.5;
    double gigabytes = trial.get().bytes() / 1e9;
    OptionalDouble peer = runs.rate(theirs, gigabytes * Math.max(1, arenas / 10));
    String lanes = trial.get().lanes() + " lanes, one core";
    return List.of(
        line("MD5 with scheduler, ", lanes, runs.rate(scheduled, RANGE / 1e9 * ranges), peer, goal),
        line("MD5 kernel alone, ", lanes, runs.rate(ours, gigabytes * arenas), peer, goal));
  }

  private static ResultRow line(
      String what, String lanes, OptionalDouble rate, OptionalDouble peer, double goal) {
    return ResultRow.race(
        what + lanes, "GB/s", rate.orElseThrow(), "JDK MessageDigest", peer, goal);
  }

  private static void repeat(int times, Runnable run) {
    for (int i = 0; i < times; i++) {
      run.run();
    }
  }

  private static List<ResultRow> files(
      Settings settings, int count, int size, double md5sumGoal, double rcloneGoal)
      throws IOException, InterruptedException {
    int threads = settings.threads();
    Peer md5sum =
        new Peer(
            "md5sum", "find \"$1\" -type f -print0 | xargs -0 -n 200 -P" + threads + " md5sum");
    Peer rclone = new Peer("rclone", "rclone hashsum md5 --checkers " + threads + " \"$1\"");
    try (TestFiles files = TestFiles.write(settings.scaled(count), size)) {
      InterleavedRuns runs = new InterleavedRuns(files::warm);
      HashedTree tree = new HashedTree(files.root(), threads);
      int ours = runs.add(() -> tree.hash(files.count()));
      int first = md5sum.join(runs, files.root());
      int second = rclone.join(runs, files.root());
      runs.start(settings.runs());
      String work = "walk, read, MD5 of " + size / KIB + " KiB files, " + threads + " threads";
      double rate = runs.rate(ours, files.gigabytes()).orElseThrow();
      OptionalDouble md5sumRate = runs.rate(first, files.gigabytes());
      OptionalDouble rcloneRate = runs.rate(second, files.gigabytes());
      return List.of(
          ResultRow.race(work, "GB/s", rate, "find, xargs md5sum", md5sumRate, md5sumGoal),
          ResultRow.race(work, "GB/s", rate, "rclone hashsum", rcloneRate, rcloneGoal));
    }
  }
}
