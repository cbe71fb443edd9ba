package io.stocktake.planner.inventory;

import io.stocktake.manifests.ETag;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads the current objects out of one Parquet data file of an inventory, with one column reader
 * for each column it needs, found by name. Of an all-versions report, rows that are not the latest
 * version and delete markers are left out.
 */
final class ParquetRows {
  private static final String KEY = "key";
  private static final String SIZE = "size";
  private static final String E_TAG = "e_tag";
  private static final String ENCRYPTION = "encryption_status";
  private static final String STORAGE_CLASS = "storage_class";
  private static final String ACCESS_TIER = "intelligent_tiering_access_tier";
  private static final String VERSION_ID = "version_id";
  private static final String IS_LATEST = "is_latest";
  private static final String IS_DELETE_MARKER = "is_delete_marker";
  private static final List<String> WANTED =
      List.of(
          KEY,
          SIZE,
          E_TAG,
          ENCRYPTION,
          STORAGE_CLASS,
          ACCESS_TIER,
          VERSION_ID,
          IS_LATEST,
          IS_DELETE_MARKER);

  /** Storage classes and access tiers from which nothing is read without a restore. */
  private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

  private final String name;
  private final InventoryRow.Sink sink;
  private long rows;
  private boolean tellsEncryption;

  /**
   * What a data file is like.
   *
   * @param rows rows in it, those left out included
   * @param tellsEncryption whether it has the column that says how objects are encrypted
   */
  record Summary(long rows, boolean tellsEncryption) {}

  private ParquetRows(String name, InventoryRow.Sink sink) {
    this.name = name;
    this.sink = sink;
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
    ParquetRows reader = new ParquetRows(name, sink);
    // Options hold a codec factory, which must not be shared between threads.
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    try (ParquetFileReader parquet = ParquetFileReader.open(new LocalInputFile(file), options)) {
      MessageType projection = reader.project(parquet.getFileMetaData().getSchema());
      parquet.setRequestedSchema(projection);
      String writer = parquet.getFileMetaData().getCreatedBy();
      for (PageReadStore group = parquet.readNextRowGroup();
          group != null;
          group = parquet.readNextRowGroup()) {
        reader.readGroup(group, projection, writer);
      }
    } catch (RuntimeException e) {
      throw StocktakeException.environment(
          name + " is not a Parquet file that can be read: " + e.getMessage(), e);
    }
    return new Summary(reader.rows, reader.tellsEncryption);
  }

  private MessageType project(MessageType schema) throws StocktakeException {
    for (String column : List.of(KEY, SIZE, E_TAG)) {
      if (!schema.containsField(column)) {
        throw StocktakeException.usage(
            name
                + " has no column "
                + column
                + "; add Size and ETag to the inventory configuration"
                + " (stocktake inventory configure) and wait for its next delivery");
      }
    }
    if (schema.containsField(VERSION_ID) && !schema.containsField(IS_LATEST)) {
      throw StocktakeException.usage(
          name + " lists versions but has no column is_latest to tell the current one");
    }
    tellsEncryption = schema.containsField(ENCRYPTION);
    List<Type> fields = new ArrayList<>();
    WANTED.stream().filter(schema::containsField).map(schema::getType).forEach(fields::add);
    return new MessageType(schema.getName(), fields);
  }

  private void readGroup(PageReadStore group, MessageType projection, String writer)
      throws IOException {
    ColumnReadStoreImpl columns =
        new ColumnReadStoreImpl(group, new NoConversion(), projection, writer);
    Map<String, Column> row = new LinkedHashMap<>();
    for (String name : WANTED) {
      row.put(name, new Column(columns, projection, name));
    }
    Column latest = row.get(IS_LATEST);
    Column marker = row.get(IS_DELETE_MARKER);
    for (long i = 0; i < group.getRowCount(); i++) {
      if (latest.isTrue(true) && !marker.isTrue(false)) {
        sink.row(row(row));
      }
      row.values().forEach(Column::next);
    }
    rows += group.getRowCount();
  }

  private InventoryRow row(Map<String, Column> row) throws StocktakeException {
    Column key = row.get(KEY);
    if (key.isNull()) {
      throw StocktakeException.environment(name + " has a row without a key: it is damaged");
    }
    Column size = row.get(SIZE);
    return new InventoryRow(
        key.bytes(),
        size.isNull() ? -1 : size.integer(),
        row.get(E_TAG).text().flatMap(ParquetRows::etag),
        row.get(ENCRYPTION).text().map(Encryption::ofStatus).orElse(Encryption.TRANSPARENT),
        row.get(STORAGE_CLASS).text().filter(ARCHIVES::contains).isPresent()
            || row.get(ACCESS_TIER).text().filter(tier -> tier.endsWith("ARCHIVE")).isPresent(),
        row.get(VERSION_ID).text());
  }

  private static Optional<ETag> etag(String text) {
    try {
      return Optional.of(ETag.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** One column at the current row; a column that the file does not have is null in every row. */
  private static final class Column {
    private final ColumnReader reader;
    private final int defined;

    Column(ColumnReadStoreImpl columns, MessageType projection, String name) {
      boolean there = projection.containsField(name);
      String[] path = {name};
      this.reader = there ? columns.getColumnReader(projection.getColumnDescription(path)) : null;
      this.defined = there ? projection.getMaxDefinitionLevel(path) : 0;
    }

    boolean isNull() {
      return reader == null || reader.getCurrentDefinitionLevel() < defined;
    }

    byte[] bytes() {
      return reader.getBinary().getBytes();
    }

    long integer() {
      return reader.getLong();
    }

    Optional<String> text() {
      return isNull()
          ? Optional.empty()
          : Optional.of(reader.getBinary().toStringUsingUTF8()).filter(text -> !text.isEmpty());
    }

    boolean isTrue(boolean ifAbsent) {
      return isNull() ? ifAbsent : reader.getBoolean();
    }

    void next() {
      if (reader != null) {
        if (!isNull()) {
          reader.skip(); // has no effect once the value was read
        }
        reader.consume();
      }
    }
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
