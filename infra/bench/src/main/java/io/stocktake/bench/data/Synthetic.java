package io.stocktake.bench.data;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.planner.inventory.listing.InventoryWriter;
import io.stocktake.planner.inventory.listing.ListedRow;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The inventory of a bucket and a listing of files that do not exist: of 20 files 19 have an
 * object, of those one in 100 of another size, and as many objects have no file.
 *
 * @param directory holds both, until it is closed
 * @param rows files, and objects
 * @param manifest the inventory's manifest
 */
public record Synthetic(Path directory, int rows, Path manifest) implements Closeable {
  private static final int ROWS_PER_FILE = 1_000_000;
  private static final int BUFFER = 1 << 20;
  private static final int SIZES = 9_000_000;
  private static final int CHANGED = 100;

  /** Writes them. */
  public static Synthetic write(int rows) throws IOException {
    Path directory = Files.createTempDirectory("stocktake-bench");
    Synthetic data = new Synthetic(directory, rows, writeInventory(directory, rows));
    data.writeListing();
    return data;
  }

  /** Where the inventory's data files are, at any depth. */
  public Path inventory() {
    return directory.resolve("inventory");
  }

  /** Paths, bytes, and modification times, as find prints them. */
  public Path listing() {
    return directory.resolve("listing");
  }

  /** The first file that has no object. */
  public int shift() {
    return rows / 20;
  }

  /** How many of the files have an object of another size. */
  public long changed() {
    long changed = 0;
    for (int i = shift(); i < rows; i++) {
      changed += i % CHANGED == 0 ? 1 : 0;
    }
    return changed;
  }

  private void writeListing() throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(listing()), BUFFER)) {
      for (int i = 0; i < rows; i++) {
        int size = i % SIZES + (i % CHANGED == 0 ? 1 : 0);
        out.write((key(i) + "\t" + size + "\t1700000000.5\n").getBytes(US_ASCII));
      }
    }
  }

  private static Path writeInventory(Path directory, int rows) throws IOException {
    byte[] digest = new byte[16];
    try (InventoryWriter writer =
        new InventoryWriter(
            directory.resolve("inventory"), "bucket", "", "bench", Instant.EPOCH, ROWS_PER_FILE)) {
      for (int i = rows / 20; i < rows + rows / 20; i++) {
        ByteBuffer.wrap(digest).putLong(SplitMix.mix(i)).putLong(SplitMix.mix(~i));
        writer.add(new ListedRow(key(i), i % SIZES, Instant.EPOCH, ETag.ofMd5(digest), "STANDARD"));
      }
      return writer.finish();
    }
  }

  private static String key(int number) {
    String digits = Integer.toString(1_000_000_000 + number);
    return "photos/2025/" + digits.substring(0, 7) + "/" + digits + "/original.jpg";
  }

  @Override
  public void close() throws IOException {
    FileTrees.delete(directory);
  }
}
