package io.stocktake.bench;

import io.stocktake.bench.data.DuckDb;
import io.stocktake.bench.data.Synthetic;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.InterleavedRuns;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.inventory.LocalDeliveryFiles;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.planner.Planner;
import io.stocktake.planner.request.ContentPolicy;
import io.stocktake.planner.request.KeyNaming;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.request.ReadOptions;
import io.stocktake.planner.request.Resources;
import io.stocktake.planner.request.SourceSelection;
import io.stocktake.planner.rules.ObjectRules;
import io.stocktake.planner.source.AttributePolicy;
import io.stocktake.planner.source.filter.FileFilter;
import io.stocktake.planner.source.filter.FilterRules;
import io.stocktake.planner.source.lists.InputList;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * From an inventory's Parquet files and a listing of as many files to a plan of what differs, by
 * size. The peer joins two tables of the same keys in Parquet, and counts.
 */
final class Diff implements Benchmark {
  private static final int ROWS = 20_000_000;
  private static final double MILLION = 1e6;

  /** At most 0.6 of the peer's time. */
  private static final double GOAL = 1 / 0.6;

  @Override
  public String name() {
    return "diff";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    Optional<DuckDb> duckDb = DuckDb.open(settings.threads());
    try (Synthetic data = Synthetic.write(settings.scaled(ROWS))) {
      InterleavedRuns runs = new InterleavedRuns(() -> {});
      final int ours = runs.add(() -> plan(data, settings.threads()));
      int peer = -1;
      if (duckDb.isPresent()) {
        duckDb.get().run(listingToParquet(data));
        peer = runs.add(() -> expect(data.changed(), duckDb.get().run(join(data))));
      }
      runs.start(settings.runs());
      double amount = 2 * data.rows() / MILLION;
      return List.of(
          ResultRow.race(
              "whole diff of "
                  + data.rows()
                  + " x "
                  + data.rows()
                  + " rows, "
                  + settings.threads()
                  + " threads",
              "M rows/s",
              runs.rate(ours, amount).orElseThrow(),
              "DuckDB, full outer join",
              runs.rate(peer, amount),
              GOAL));
    } finally {
      if (duckDb.isPresent()) {
        duckDb.get().close();
      }
    }
  }

  private static String listingToParquet(Synthetic data) {
    return "COPY (SELECT key, size FROM read_csv('"
        + data.listing()
        + "', delim='\t', header=false,"
        + " columns={'key': 'VARCHAR', 'size': 'BIGINT', 'mtime': 'DOUBLE'})) TO '"
        + data.directory().resolve("listing.parquet")
        + "' (FORMAT parquet)";
  }

  private static String join(Synthetic data) {
    return "SELECT count(*) FILTER (WHERE i.size <> l.size) FROM read_parquet('"
        + data.inventory()
        + "/**/*.parquet') i FULL OUTER JOIN read_parquet('"
        + data.directory().resolve("listing.parquet")
        + "') l ON i.key = l.key";
  }

  private static void expect(long expected, long found) {
    if (found != expected) {
      throw new IllegalStateException("found " + found + " of another size, not " + expected);
    }
  }

  private static void plan(Synthetic data, int threads) throws IOException, InterruptedException {
    Path out = data.directory().resolve("plan");
    FileTrees.delete(out);
    InventoryDelivery delivery =
        InventoryDelivery.find(
            new LocalDeliveryFiles(data.manifest().getParent()), "manifest.json");
    SourceSelection selection =
        new SourceSelection(
            FilterRules.NONE,
            FileFilter.NONE,
            false,
            Optional.empty(),
            Optional.of(new InputList(data.listing(), false)),
            AttributePolicy.NONE);
    PlanOptions options =
        new PlanOptions(
            KeyNaming.DEFAULT,
            selection,
            new ReadOptions(0, false, OptionalLong.empty(), Optional.empty(), true, 1, 0),
            ContentPolicy.DEFAULT,
            ObjectRules.NONE,
            new Resources(threads, Resources.defaults().memory(), false),
            Safety.NONE);
    PlanRequest request =
        new PlanRequest(
            data.directory().resolve("source"),
            S3Location.parse("s3://bucket"),
            PlanRequest.Evidence.of(delivery),
            Optional.empty(),
            out,
            options,
            new PlanRequest.Stamp(Clock.systemUTC(), "bench"));
    Plan.Compared found = Planner.plan(request, new PlanProgress()).compared();
    expect(data.changed(), found.files() - found.same() - data.shift());
    expect(data.shift(), found.orphans());
  }
}
