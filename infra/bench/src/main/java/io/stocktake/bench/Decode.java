package io.stocktake.bench;

import io.stocktake.bench.data.DuckDb;
import io.stocktake.bench.run.Benchmark;
import io.stocktake.bench.run.InterleavedRuns;
import io.stocktake.bench.run.ResultRow;
import io.stocktake.bench.run.Settings;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.inventory.LocalDeliveryFiles;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.planner.inventory.listing.InventoryWriter;
import io.stocktake.planner.inventory.listing.ListedRow;
import io.stocktake.planner.inventory.reader.InventoryReader;
import io.stocktake.planner.join.KeyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/** Reading key, size and ETag of an inventory's Parquet files, and hashing the keys. */
final class Decode implements Benchmark {
  private static final int ROWS = 20_000_000;
  private static final int ROWS_PER_FILE = 1_000_000;
  private static final double MILLION = 1e6;

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public List<ResultRow> run(Settings settings) throws IOException, InterruptedException {
    int rows = settings.scaled(ROWS);
    Path scratch = Files.createTempDirectory("stocktake-bench");
    Optional<DuckDb> duckDb = DuckDb.open(settings.threads());
    try {
      Path manifest = write(scratch.resolve("inventory"), rows);
      Path fetched = Files.createDirectory(scratch.resolve("fetched"));
      InterleavedRuns runs = new InterleavedRuns(() -> {});
      final int ours = runs.add(() -> read(manifest, fetched, rows, settings.threads()));
      String sql =
          "SELECT count(*), bit_xor(hash(key)), sum(size), bit_xor(hash(e_tag)) FROM read_parquet('"
              + scratch.resolve("inventory")
              + "/**/*.parquet')";
      int peer = duckDb.isPresent() ? runs.add(() -> duckDb.get().run(sql)) : -1;
      runs.start(settings.runs());
      OptionalDouble theirs = runs.rate(peer, rows / MILLION);
      return List.of(
          ResultRow.race(
              "Parquet decode of " + rows + " rows + key hash, " + settings.threads() + " threads",
              "M/s",
              runs.rate(ours, rows / MILLION).orElseThrow(),
              "DuckDB scan + hash",
              theirs,
              0.5));
    } finally {
      if (duckDb.isPresent()) {
        duckDb.get().close();
      }
      FileTrees.delete(scratch);
    }
  }

  private static Path write(Path directory, int rows) throws IOException {
    Random random = new Random(1);
    byte[] digest = new byte[16];
    try (InventoryWriter writer =
        new InventoryWriter(directory, "bucket", "", "bench", Instant.EPOCH, ROWS_PER_FILE)) {
      for (int i = 0; i < rows; i++) {
        random.nextBytes(digest);
        String key = String.format("photos/2025/%04d/%010d/original.jpg", i % 5000, i);
        writer.add(
            new ListedRow(key, i % 9_000_000, Instant.EPOCH, ETag.ofMd5(digest), "STANDARD"));
      }
      return writer.finish();
    }
  }

  /** The files are in the scratch directory after the first time, so that none is copied. */
  private static void read(Path manifest, Path scratch, int rows, int threads)
      throws IOException, InterruptedException {
    InventoryDelivery delivery =
        InventoryDelivery.find(new LocalDeliveryFiles(manifest.getParent()), "manifest.json");
    KeyHash hash = KeyHash.random();
    LongAdder sum = new LongAdder();
    ThreadLocal<long[]> out = ThreadLocal.withInitial(() -> new long[2]);
    try (InventoryReader reader = new InventoryReader(delivery, scratch, threads)) {
      long read =
          reader.read(
              row -> {
                hash.hash(row.key(), out.get());
                sum.add(out.get()[0] ^ row.size());
              });
      if (read != rows) {
        throw new IllegalStateException("read " + read + " rows of " + rows);
      }
    }
  }
}
