package io.stocktake.lab.inventory;

import io.stocktake.lab.parquet.Column;
import io.stocktake.lab.parquet.ParquetWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A Parquet data file. Keys are written as they are, and bucket and key alone are required. */
final class ParquetFile implements DataFile {
  private static final String MESSAGE = "s3.inventory";
  private static final int GROUP_ROWS = 200_000;

  private final List<InventoryField> fields;
  private final OutputStream out;
  private final ParquetWriter writer;

  ParquetFile(OutputStream out, List<InventoryField> fields) throws IOException {
    this.fields = fields;
    this.out = new BufferedOutputStream(out);
    this.writer = new ParquetWriter(this.out, MESSAGE, columns(fields), GROUP_ROWS);
  }

  /** The schema as manifests print it: two spaces before each column. */
  static String schemaText(List<InventoryField> fields) {
    return columns(fields).stream()
        .map(column -> "  " + column.schemaText() + ";")
        .collect(Collectors.joining("", "message " + MESSAGE + " {", "}"));
  }

  private static List<Column> columns(List<InventoryField> fields) {
    return fields.stream()
        .map(field -> new Column(field.column(), type(field), field.required()))
        .toList();
  }

  private static Column.Type type(InventoryField field) {
    return switch (field.type()) {
      case STRING -> Column.Type.STRING;
      case BOOLEAN -> Column.Type.BOOLEAN;
      case LONG -> Column.Type.LONG;
      case TIMESTAMP -> Column.Type.TIMESTAMP;
    };
  }

  @Override
  public void add(InventoryRow row) throws IOException {
    List<Object> values = new ArrayList<>(fields.size());
    for (InventoryField field : fields) {
      values.add(row.value(field));
    }
    writer.add(values);
  }

  @Override
  public void close() throws IOException {
    writer.close();
    out.close();
  }
}
