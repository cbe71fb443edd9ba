package io.stocktake.manifests.catalogue;

import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.io.FileTrees;
import io.stocktake.manifests.plan.Plan;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.hadoop.ParquetWriter;

/** Writes the rows of a catalogue, in {@link CatalogueRow#ORDER}, as Parquet parts. */
public final class CatalogueWriter implements Closeable {
  /** Rows a part holds at most: some 60 MB, which a reader fetches as a whole. */
  public static final long ROWS_PER_PART = 1_000_000;

  private final Path directory;
  private final String name;
  private final long rowsPerPart;
  private final List<Plan.Part> parts = new ArrayList<>();
  private ParquetWriter<CatalogueRow> part;
  private Path file;
  private long rows;
  private CatalogueRow previous;

  /**
   * A writer of parts {@code part-00000.parquet} and so on.
   *
   * @param directory an existing directory, which holds no such parts
   */
  public CatalogueWriter(Path directory) {
    this(directory, "part", ROWS_PER_PART);
  }

  /**
   * As above, with names and sizes of one's own.
   *
   * @param name what the parts' names begin with
   * @param rowsPerPart rows a part holds at most
   */
  public CatalogueWriter(Path directory, String name, long rowsPerPart) {
    this.directory = directory;
    this.name = name;
    this.rowsPerPart = rowsPerPart;
  }

  /**
   * Adds a row, which must come after the one before it.
   *
   * @throws IllegalStateException if it does not
   */
  public void write(CatalogueRow row) throws IOException {
    if (previous != null && CatalogueRow.ORDER.compare(previous, row) >= 0) {
      throw new IllegalStateException("row " + row.key() + " after " + previous.key());
    }
    previous = row;
    if (part == null) {
      begin();
    }
    part.write(row);
    if (++rows == rowsPerPart) {
      finishPart();
    }
  }

  /**
   * Completes the parts and forces them to the disk.
   *
   * @return name, rows, bytes and SHA-256 of each, in order; one without rows if there was none, so
   *     that an empty source is not taken for one without a catalogue
   */
  public List<Plan.Part> finish() throws IOException {
    if (parts.isEmpty() && part == null) {
      begin();
    }
    finishPart();
    return List.copyOf(parts);
  }

  private void begin() throws IOException {
    file = directory.resolve(String.format("%s-%05d.parquet", name, parts.size()));
    part = CatalogueFile.create(file);
  }

  private void finishPart() throws IOException {
    if (part == null) {
      return;
    }
    part.close();
    part = null;
    FileTrees.force(file);
    String digest = Digests.sha256(file);
    parts.add(new Plan.Part(file.getFileName().toString(), rows, Files.size(file), digest));
    rows = 0;
  }

  /** Without a {@link #finish} before it, the last part is left incomplete. */
  @Override
  public void close() throws IOException {
    if (part != null) {
      part.close();
      part = null;
    }
  }
}
