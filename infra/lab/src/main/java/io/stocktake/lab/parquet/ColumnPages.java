package io.stocktake.lab.parquet;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** The values of one column in one row group, cut into data pages (version 1). */
final class ColumnPages {
  private static final int PAGE_ROWS = 20_000;

  private final Column column;
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();
  private final BitSet defined = new BitSet();
  private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
  private final BitSet booleans = new BitSet();
  private int booleanCount;
  private int pageRows;
  private long uncompressed;

  ColumnPages(Column column) {
    this.column = column;
  }

  /** Adds a value: String, Long (numbers and timestamps) or Boolean, or null. */
  void add(Object value) {
    if (value == null && column.required()) {
      throw new IllegalArgumentException("column " + column.name() + " is required");
    }
    defined.set(pageRows++, value != null);
    if (value != null) {
      write(value);
    }
    if (pageRows == PAGE_ROWS) {
      endPage();
    }
  }

  private void write(Object value) {
    switch (column.type()) {
      case STRING -> {
        byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
        values.writeBytes(littleEndian(bytes.length));
        values.writeBytes(bytes);
      }
      case LONG, TIMESTAMP -> values.writeBytes(littleEndian((Long) value));
      case BOOLEAN -> booleans.set(booleanCount++, (Boolean) value);
    }
  }

  private static byte[] littleEndian(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(LITTLE_ENDIAN).putInt(number).array();
  }

  private static byte[] littleEndian(long number) {
    return ByteBuffer.allocate(Long.BYTES).order(LITTLE_ENDIAN).putLong(number).array();
  }

  private void endPage() {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    if (!column.required()) {
      page.writeBytes(definitionLevels());
    }
    page.writeBytes(values.toByteArray());
    page.writeBytes(packedBooleans());
    byte[] raw = page.toByteArray();
    byte[] compressed = Snappy.compress(raw);
    byte[] header = header(raw.length, compressed.length);
    chunk.writeBytes(header);
    chunk.writeBytes(compressed);
    uncompressed += header.length + raw.length;
    values.reset();
    defined.clear();
    booleans.clear();
    booleanCount = 0;
    pageRows = 0;
  }

  /** PLAIN booleans: a bit each, least significant first. */
  private byte[] packedBooleans() {
    byte[] packed = new byte[(booleanCount + 7) / 8];
    byte[] bits = booleans.toByteArray();
    System.arraycopy(bits, 0, packed, 0, bits.length);
    return packed;
  }

  /** The RLE/bit-packing hybrid with runs only, behind its length in four bytes. */
  private byte[] definitionLevels() {
    ByteArrayOutputStream runs = new ByteArrayOutputStream();
    for (int row = 0; row < pageRows; ) {
      boolean level = defined.get(row);
      int next = level ? defined.nextClearBit(row) : defined.nextSetBit(row);
      int end = next < 0 ? pageRows : Math.min(next, pageRows);
      writeRun(runs, end - row, level);
      row = end;
    }
    byte[] bytes = runs.toByteArray();
    ByteArrayOutputStream levels = new ByteArrayOutputStream();
    levels.writeBytes(littleEndian(bytes.length));
    levels.writeBytes(bytes);
    return levels.toByteArray();
  }

  private static void writeRun(ByteArrayOutputStream runs, int length, boolean level) {
    int rest = length << 1;
    while (rest > 0x7F) {
      runs.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    runs.write(rest);
    runs.write(level ? 1 : 0);
  }

  private byte[] header(int rawSize, int compressedSize) {
    return new CompactWriter()
        .i32(1, ParquetFormat.DATA_PAGE)
        .i32(2, rawSize)
        .i32(3, compressedSize)
        .struct(5)
        .i32(1, pageRows)
        .i32(2, ParquetFormat.PLAIN)
        .i32(3, ParquetFormat.RLE)
        .i32(4, ParquetFormat.RLE)
        .end()
        .end()
        .bytes();
  }

  /** All pages, and the bytes they have uncompressed, headers included. */
  byte[] finish() {
    if (pageRows > 0) {
      endPage();
    }
    return chunk.toByteArray();
  }

  long uncompressedSize() {
    return uncompressed;
  }
}
