package io.stocktake.planner.inventory.reader;

import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  private ParquetRows(PageReadStore group, MessageType projection, Map<Column, String> there) {
    there.forEach(
        (column, field) -> {
          ColumnDescriptor descriptor = projection.getColumnDescription(new String[] {field});
          columns[column.place()] = new ParquetColumn(descriptor, group.getPageReader(descriptor));
        });
    present = Stream.of(columns).filter(Objects::nonNull).toArray(ParquetColumn[]::new);
  }

  /**
   * Reads a data file.
   *
   * @param file its path
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
    try (ParquetFileReader parquet = open(file, options, name)) {
      MessageType schema = parquet.getFileMetaData().getSchema();
      Map<Column, String> there = columns(schema, feed.dates());
      Column.check(there.keySet(), name);
      for (Map.Entry<Column, String> column : there.entrySet()) {
        ParquetTypes.check(column.getKey(), schema.getType(column.getValue()), name);
      }
      MessageType projection = project(schema, there);
      parquet.setRequestedSchema(projection);
      for (PageReadStore group = next(parquet, name); group != null; group = next(parquet, name)) {
        new ParquetRows(group, projection, there).read(group.getRowCount(), feed);
      }
      return new Summary(feed.rows(), there.containsKey(Column.ENCRYPTION_STATUS));
    } catch (RuntimeException e) {
      throw unreadable(name, e);
    } catch (OutOfMemoryError e) {
      // The library allocates what a damaged count of values asks for.
      throw StocktakeException.environment(
          name
              + " is damaged, or takes more memory to read than there is: fetch it again, or give"
              + " Java a larger heap",
          e);
    }
  }

  private static ParquetFileReader open(Path file, ParquetReadOptions options, String name)
      throws StocktakeException {
    try {
      return ParquetFileReader.open(new LocalInputFile(file), options);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static PageReadStore next(ParquetFileReader parquet, String name)
      throws StocktakeException {
    try {
      return parquet.readNextRowGroup();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static StocktakeException unreadable(String name, Exception reason) {
    return StocktakeException.environment(
        name + " is not a Parquet file that can be read: " + reason.getMessage(), reason);
  }

  private static Map<Column, String> columns(MessageType schema, boolean dates) {
    return Column.among(schema.getFields().stream().map(Type::getName).toList(), dates);
  }

  private static MessageType project(MessageType schema, Map<Column, String> columns) {
    List<Type> fields = new ArrayList<>();
    columns.values().forEach(field -> fields.add(schema.getType(field)));
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
  Optional<Instant> time(Column column) {
    return Optional.ofNullable(at(column)).map(ParquetColumn::time);
  }

  @Override
  boolean flag(Column column, boolean ifAbsent) {
    ParquetColumn found = at(column);
    return found == null ? ifAbsent : found.flag();
  }
}
