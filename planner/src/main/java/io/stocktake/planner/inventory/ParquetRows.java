package io.stocktake.planner.inventory;

import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads one Parquet data file of an inventory, with one column reader for each column it needs,
 * found by name. Column readers reuse what they can: a row lives until the next.
 */
final class ParquetRows extends Cells {
  private final ColumnReader[] readers = new ColumnReader[Column.COUNT];
  private final int[] defined = new int[Column.COUNT];
  private final ColumnReader[] present;
  private final int[] presentDefined;
  private final Binary[] lastBinary = new Binary[Column.COUNT];
  private final String[] lastText = new String[Column.COUNT];

  private ParquetRows(PageReadStore group, MessageType projection, String writer) {
    ColumnReadStoreImpl columns =
        new ColumnReadStoreImpl(group, new NoConversion(), projection, writer);
    Set<Column> there = columns(projection);
    present = new ColumnReader[there.size()];
    presentDefined = new int[there.size()];
    int count = 0;
    for (Column column : there) {
      String[] path = {column.field()};
      int at = column.place();
      readers[at] = columns.getColumnReader(projection.getColumnDescription(path));
      defined[at] = projection.getMaxDefinitionLevel(path);
      present[count] = readers[at];
      presentDefined[count++] = defined[at];
    }
  }

  /**
   * Reads a data file.
   *
   * @param file where it lies
   * @param name how to call it in messages
   * @param sink takes the current objects
   * @throws StocktakeException if it is not a Parquet inventory with sizes and ETags
   */
  static Summary read(Path file, String name, InventoryRow.Sink sink) throws IOException {
    // Options hold a codec factory, which must not be shared between threads.
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    long rows = 0;
    try (ParquetFileReader parquet = ParquetFileReader.open(new LocalInputFile(file), options)) {
      MessageType schema = parquet.getFileMetaData().getSchema();
      Set<Column> there = columns(schema);
      Column.check(there, name);
      MessageType projection = project(schema, there);
      parquet.setRequestedSchema(projection);
      String writer = parquet.getFileMetaData().getCreatedBy();
      for (PageReadStore group = parquet.readNextRowGroup();
          group != null;
          group = parquet.readNextRowGroup()) {
        new ParquetRows(group, projection, writer).read(group.getRowCount(), name, sink);
        rows += group.getRowCount();
      }
      return new Summary(rows, there.contains(Column.ENCRYPTION_STATUS));
    } catch (RuntimeException e) {
      throw StocktakeException.environment(
          name + " is not a Parquet file that can be read: " + e.getMessage(), e);
    }
  }

  private static Set<Column> columns(MessageType schema) {
    Set<Column> there = EnumSet.allOf(Column.class);
    there.removeIf(column -> !schema.containsField(column.field()));
    return there;
  }

  private static MessageType project(MessageType schema, Set<Column> columns) {
    List<Type> fields = new ArrayList<>();
    columns.forEach(column -> fields.add(schema.getType(column.field())));
    return new MessageType(schema.getName(), fields);
  }

  private void read(long rows, String name, InventoryRow.Sink sink) throws IOException {
    for (long i = 0; i < rows; i++) {
      if (isCurrent()) {
        sink.row(row(name));
      }
      next();
    }
  }

  private void next() {
    for (int i = 0; i < present.length; i++) {
      if (present[i].getCurrentDefinitionLevel() == presentDefined[i]) {
        present[i].skip(); // has no effect once the value was read
      }
      present[i].consume();
    }
  }

  private boolean isNull(Column column) {
    int at = column.place();
    return readers[at] == null || readers[at].getCurrentDefinitionLevel() < defined[at];
  }

  @Override
  byte[] key() {
    return isNull(Column.KEY) ? null : readers[Column.KEY.place()].getBinary().getBytes();
  }

  @Override
  long size() {
    return isNull(Column.SIZE) ? -1 : readers[Column.SIZE.place()].getLong();
  }

  @Override
  boolean has(Column column) {
    return readers[column.place()] != null;
  }

  @Override
  Optional<String> text(Column column) {
    return isNull(column)
        ? Optional.empty()
        : Optional.of(text(column.place())).filter(text -> !text.isEmpty());
  }

  /** A value out of a dictionary is the same object each time, and is made a text of once. */
  @SuppressWarnings("ReferenceEquality")
  private String text(int place) {
    Binary binary = readers[place].getBinary();
    if (binary != lastBinary[place]) {
      lastBinary[place] = binary;
      lastText[place] = binary.toStringUsingUTF8();
    }
    return lastText[place];
  }

  @Override
  byte[] etagBytes() {
    return isNull(Column.E_TAG) ? null : readers[Column.E_TAG.place()].getBinary().getBytes();
  }

  @Override
  boolean flag(Column column, boolean ifAbsent) {
    return isNull(column) ? ifAbsent : readers[column.place()].getBoolean();
  }

  /** The column store asks for converters that column readers never call. */
  private static final class NoConversion extends GroupConverter {
    @Override
    public Converter getConverter(int field) {
      return new PrimitiveConverter() {};
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
