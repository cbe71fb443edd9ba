package io.stocktake.lab.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes rows to a Parquet file: flat columns, PLAIN encoding, definition levels as runs, data
 * pages of version 1, Snappy. Holds one row group in memory.
 */
public final class ParquetWriter implements Closeable {
  private static final byte[] MAGIC = ParquetFormat.MAGIC.getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final List<Column> columns;
  private final int groupRows;
  private final Footer footer;
  private List<ColumnPages> group;
  private int rows;
  private long offset;

  /**
   * Starts a file.
   *
   * @param groupRows rows of a row group
   */
  public ParquetWriter(OutputStream out, String message, List<Column> columns, int groupRows)
      throws IOException {
    this.out = out;
    this.columns = List.copyOf(columns);
    this.groupRows = groupRows;
    this.footer = new Footer(message, this.columns);
    this.group = newGroup();
    write(MAGIC);
  }

  private List<ColumnPages> newGroup() {
    return columns.stream().map(ColumnPages::new).toList();
  }

  /** Adds a row: for each column a String, Long, Boolean or null. */
  public void add(List<?> row) throws IOException {
    for (int i = 0; i < group.size(); i++) {
      group.get(i).add(row.get(i));
    }
    rows++;
    if (rows == groupRows) {
      endGroup();
    }
  }

  private void endGroup() throws IOException {
    List<Footer.Chunk> chunks = new ArrayList<>();
    for (ColumnPages pages : group) {
      byte[] bytes = pages.finish();
      chunks.add(new Footer.Chunk(offset, bytes.length, pages.uncompressedSize()));
      write(bytes);
    }
    footer.add(rows, chunks);
    group = newGroup();
    rows = 0;
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    offset += bytes.length;
  }

  /** Ends the file; the stream stays open. */
  @Override
  public void close() throws IOException {
    if (rows > 0) {
      endGroup();
    }
    byte[] metadata = footer.bytes();
    write(metadata);
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    write(length.putInt(metadata.length).array());
    write(MAGIC);
  }
}
