package io.stocktake.lab.parquet;

import java.util.ArrayList;
import java.util.List;

/** The FileMetaData struct at the end of a file. */
final class Footer {
  private static final int STRING_TYPE = 1;
  private static final int TIMESTAMP_TYPE = 8;

  /** A column chunk as it lies in the file. */
  record Chunk(long offset, long compressed, long uncompressed) {}

  private record Group(int rows, List<Chunk> chunks) {}

  private final String message;
  private final List<Column> columns;
  private final List<Group> groups = new ArrayList<>();

  Footer(String message, List<Column> columns) {
    this.message = message;
    this.columns = columns;
  }

  void add(int rows, List<Chunk> chunks) {
    groups.add(new Group(rows, chunks));
  }

  byte[] bytes() {
    CompactWriter out = new CompactWriter();
    out.i32(1, 1);
    out.list(2, CompactWriter.STRUCT, columns.size() + 1);
    out.struct().string(4, message).i32(5, columns.size()).end();
    columns.forEach(column -> writeSchema(out, column));
    out.i64(3, groups.stream().mapToLong(Group::rows).sum());
    out.list(4, CompactWriter.STRUCT, groups.size());
    for (int i = 0; i < groups.size(); i++) {
      writeGroup(out, groups.get(i), i);
    }
    out.string(6, "stocktake-lab version 0.1.0");
    return out.end().bytes();
  }

  private static void writeSchema(CompactWriter out, Column column) {
    out.struct()
        .i32(1, column.type().physical())
        .i32(3, column.required() ? ParquetFormat.REQUIRED : ParquetFormat.OPTIONAL)
        .string(4, column.name());
    if (column.type().converted() >= 0) {
      out.i32(6, column.type().converted()).struct(10);
      writeLogicalType(out, column.type());
      out.end();
    }
    out.end();
  }

  /** A union: a struct with one field set. Milliseconds are the first member of TimeUnit. */
  private static void writeLogicalType(CompactWriter out, Column.Type type) {
    if (type == Column.Type.STRING) {
      out.struct(STRING_TYPE).end();
    } else {
      out.struct(TIMESTAMP_TYPE).bool(1, true).struct(2).struct(1).end().end().end();
    }
  }

  private void writeGroup(CompactWriter out, Group group, int ordinal) {
    out.struct().list(1, CompactWriter.STRUCT, columns.size());
    for (int i = 0; i < columns.size(); i++) {
      writeChunk(out, columns.get(i), group.chunks().get(i), group.rows());
    }
    out.i64(2, group.chunks().stream().mapToLong(Chunk::uncompressed).sum());
    out.i64(3, group.rows());
    out.i64(5, group.chunks().get(0).offset());
    out.i64(6, group.chunks().stream().mapToLong(Chunk::compressed).sum());
    out.i16(7, ordinal).end();
  }

  private static void writeChunk(CompactWriter out, Column column, Chunk chunk, int rows) {
    out.struct().i64(2, chunk.offset()).struct(3);
    out.i32(1, column.type().physical());
    out.list(2, CompactWriter.I32, 2).i32(ParquetFormat.PLAIN).i32(ParquetFormat.RLE);
    out.list(3, CompactWriter.BINARY, 1).string(column.name());
    out.i32(4, ParquetFormat.SNAPPY).i64(5, rows);
    out.i64(6, chunk.uncompressed()).i64(7, chunk.compressed()).i64(9, chunk.offset());
    out.end().end();
  }
}
