package io.stocktake.bench;

import io.stocktake.bench.data.DuckDb;
import io.stocktake.bench.data.SplitMix;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.InterleavedRuns;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import io.stocktake.planner.join.BatchedLookups;
import io.stocktake.planner.join.KeyTable;
import io.stocktake.planner.join.OffHeap;
import io.stocktake.planner.reconcile.RemoteObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Joining objects and files by hashed keys, both in memory: of each 20, 19 have their other. */
final class Join implements Benchmark {
  private static final int ROWS = 20_000_000;
  private static final double MILLION = 1e6;
  private static final double FIXED_RATE = 40;
  private static final long ETAG = 0x0123456789abcdefL;

  @Override
  public String name() {
    return "join";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    int rows = settings.scaled(ROWS);
    Optional<DuckDb> duckDb = DuckDb.open(settings.threads());
    try {
      if (duckDb.isPresent()) {
        duckDb.get().run(table("objects", rows, 0));
        duckDb.get().run(table("files", rows, rows / 20));
      }
      InterleavedRuns runs =
          new InterleavedRuns(System::gc); // gives the memory of the last run back
      final int ours = runs.add(() -> join(rows, settings.threads()));
      String sql =
          "SELECT count(*) FROM objects o FULL OUTER JOIN files f ON o.h = f.h"
              + " WHERE o.size = f.size";
      int peer = duckDb.isPresent() ? runs.add(() -> duckDb.get().run(sql)) : -1;
      runs.start(settings.runs());
      double amount = 2 * rows / MILLION;
      String work = "join of " + rows + " x " + rows + " rows, " + settings.threads() + " threads";
      double rate = runs.rate(ours, amount).orElseThrow();
      return List.of(
          ResultRow.race(work, "M rows/s", rate, "DuckDB, hashed keys", runs.rate(peer, amount), 2),
          ResultRow.atLeast(work, "M rows/s", rate, FIXED_RATE));
    } finally {
      if (duckDb.isPresent()) {
        duckDb.get().close();
      }
    }
  }

  private static String table(String name, int rows, int from) {
    return String.format(
        "CREATE TABLE %s AS SELECT hash(i) AS h, i %% 9000000 AS size FROM range(%d, %d) t(i)",
        name, from, from + rows);
  }

  private static void join(int rows, int threads) throws InterruptedException, IOException {
    try (OffHeap memory = new OffHeap(Path.of("not to be made"), Long.MAX_VALUE)) {
      KeyTable table = new KeyTable(memory);
      each(threads, rows, 0, (number, hash) -> table.add(hash, object(number)));
      table.index(threads);
      LongAdder others = new LongAdder();
      BatchedLookups<Long> lookups =
          BatchedLookups.claiming(
              table,
              threads,
              (size, object) -> {
                if (object.isEmpty() || object.get().size() != size) {
                  others.increment();
                }
              });
      each(threads, rows, rows / 20, (number, hash) -> lookups.add(size(number), hash));
      lookups.finish();
      if (others.sum() != rows / 20 || table.unclaimed() != rows / 20) {
        throw new IllegalStateException(others + " of " + rows + " rows have no other");
      }
    }
  }

  private static RemoteObject object(long number) {
    return new RemoteObject(size(number), ETAG, number);
  }

  private static long size(long number) {
    return number % 9_000_000;
  }

  /** Takes a row and its hash. */
  private interface Rows {
    void row(long number, long[] hash) throws IOException;
  }

  private static void each(int threads, int rows, int from, Rows sink) throws InterruptedException {
    List<Thread> workers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int first = from + (int) ((long) rows * t / threads);
      int end = from + (int) ((long) rows * (t + 1) / threads);
      Thread worker =
          new Thread(
              () -> {
                long[] hash = new long[2];
                try {
                  for (int i = first; i < end; i++) {
                    hash[0] = SplitMix.mix(i);
                    hash[1] = SplitMix.mix(~i);
                    sink.row(i, hash);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      worker.start();
      workers.add(worker);
    }
    for (Thread worker : workers) {
      worker.join();
    }
  }
}
