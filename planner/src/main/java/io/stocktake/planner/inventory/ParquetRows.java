package io.stocktake.planner.inventory;

import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Reads one Parquet data file of an inventory, the columns it needs alone, found by name. */
final class ParquetRows extends Cells {
  private final ParquetColumn[] columns = new ParquetColumn[Column.COUNT];
  private final ParquetColumn[] present;

  private ParquetRows(PageReadStore group, MessageType projection) {
    for (Column column : columns(projection)) {
      ColumnDescriptor descriptor = projection.getColumnDescription(new String[] {column.field()});
      columns[column.place()] = new ParquetColumn(descriptor, group.getPageReader(descriptor));
    }
    present = Stream.of(columns).filter(Objects::nonNull).toArray(ParquetColumn[]::new);
  }

  /**
   * Reads a data file.
   *
   * @param file where it lies
   * @param feed takes its rows
   * @throws StocktakeException if it is not a Parquet inventory with sizes and ETags
   */
  static Summary read(Path file, RowFeed feed) throws IOException {
    String name = feed.name();
    // Options hold a codec factory, which must not be shared between threads.
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new SnappyPages())
            .build();
    try (ParquetFileReader parquet = ParquetFileReader.open(new LocalInputFile(file), options)) {
      MessageType schema = parquet.getFileMetaData().getSchema();
      Set<Column> there = columns(schema);
      Column.check(there, name);
      MessageType projection = project(schema, there);
      parquet.setRequestedSchema(projection);
      for (PageReadStore group = parquet.readNextRowGroup();
          group != null;
          group = parquet.readNextRowGroup()) {
        new ParquetRows(group, projection).read(group.getRowCount(), feed);
      }
      return new Summary(feed.rows(), there.contains(Column.ENCRYPTION_STATUS));
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

  private void read(long rows, RowFeed feed) throws IOException {
    for (long i = 0; i < rows; i++) {
      for (ParquetColumn column : present) {
        column.next();
      }
      feed.row(this);
    }
  }

  /** The column at this row; null if it has no value there. */
  private ParquetColumn at(Column column) {
    ParquetColumn found = columns[column.place()];
    return found == null || found.isNull() ? null : found;
  }

  @Override
  byte[] key() {
    return bytes(Column.KEY);
  }

  private byte[] bytes(Column column) {
    ParquetColumn found = at(column);
    return found == null ? null : found.bytes();
  }

  @Override
  long size() {
    ParquetColumn found = at(Column.SIZE);
    return found == null ? -1 : found.number();
  }

  @Override
  boolean has(Column column) {
    return columns[column.place()] != null;
  }

  @Override
  Optional<String> text(Column column) {
    ParquetColumn found = at(column);
    return found == null ? Optional.empty() : found.text();
  }

  @Override
  byte[] etagBytes() {
    return bytes(Column.E_TAG);
  }

  @Override
  boolean flag(Column column, boolean ifAbsent) {
    ParquetColumn found = at(column);
    return found == null ? ifAbsent : found.flag();
  }
}
