package io.stocktake.bench;

import io.stocktake.bench.data.TestFiles;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.InterleavedRuns;
import io.stocktake.bench.run.Machine;
import io.stocktake.bench.run.Peer;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.planner.source.FileSink;
import io.stocktake.planner.source.LinkPolicy;
import io.stocktake.planner.source.WalkOptions;
import io.stocktake.planner.source.WalkedFile;
import io.stocktake.planner.source.local.TreeWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Walking a tree of empty files with size, times and inode. */
final class Walk implements Benchmark {
  private static final int FILES = 1_000_000;
  private static final double MILLION = 1e6;

  @Override
  public String name() {
    return "walk";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    List<ResultRow> lines = new ArrayList<>();
    try (TestFiles files = TestFiles.write(settings.scaled(FILES), 0)) {
      InterleavedRuns runs = new InterleavedRuns(() -> {});
      final int ours = runs.add(() -> walk(files, settings.threads()));
      Peer find = new Peer("find", "find \"$1\" -printf '%s %T@ %i %p\\n'");
      Peer rclone = new Peer("rclone", "rclone lsf -R --files-only --format pst \"$1\"");
      final int finds = find.join(runs, files.root());
      final int lists = rclone.join(runs, files.root());
      runs.start(settings.runs());
      double amount = files.count() / MILLION;
      String work =
          "walk of " + files.count() + " files with inode, " + settings.threads() + " threads";
      double rate = runs.rate(ours, amount).orElseThrow();
      double goal = Machine.isNewJdk() ? 2.5 : 1.8;
      lines.add(ResultRow.race(work, "M/s", rate, "find -printf", runs.rate(finds, amount), goal));
      lines.add(ResultRow.race(work, "M/s", rate, "rclone lsf", runs.rate(lists, amount), 3));
    }
    return lines;
  }

  private static void walk(TestFiles files, int threads) throws IOException, InterruptedException {
    LongAdder seen = new LongAdder();
    TreeWalk.walk(
        files.root(),
        WalkOptions.all(LinkPolicy.SKIP, true),
        threads,
        new FileSink() {
          @Override
          public void file(WalkedFile walked) {
            seen.increment();
          }

          @Override
          public void problem(Problem problem) {
            throw new IllegalStateException(problem.toString());
          }
        });
    if (seen.sum() != files.count()) {
      throw new IllegalStateException("walked " + seen + " files of " + files.count());
    }
  }
}
