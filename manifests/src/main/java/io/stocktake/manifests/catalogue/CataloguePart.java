package io.stocktake.manifests.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.catalogue.pages.ZstdPages;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/**
 * Reads one Parquet part of a catalogue, row by row. Fails with {@link RuntimeException} too, as
 * Parquet does on damage.
 */
final class CataloguePart implements Closeable {
  private static final CatalogueColumn[] COLUMNS = CatalogueColumn.values();

  private final ParquetFileReader parquet;
  private final ColumnReader[] columns = new ColumnReader[COLUMNS.length];
  private long left;

  /** Texts that most rows share with the one before them. */
  private String owner = "";

  private String group = "";

  CataloguePart(Path file) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdPages())
            .build();
    parquet = ParquetFileReader.open(new LocalInputFile(file), options);
    try {
      check(parquet.getFileMetaData());
    } catch (IOException e) {
      parquet.close();
      throw e;
    }
  }

  private static void check(FileMetaData meta) throws IOException {
    String format = meta.getKeyValueMetaData().get(CatalogueColumn.FORMAT_KEY);
    if (!CatalogueColumn.FORMAT.equals(format)) {
      throw new IOException(
          format == null
              ? "it is no catalogue"
              : "it is of the format " + format + ", which this version does not know");
    }
    if (!meta.getSchema().equals(CatalogueColumn.SCHEMA)) {
      throw new IOException("its columns are not those of the format " + format);
    }
  }

  /** The next row; null at the end. */
  CatalogueRow next() throws IOException {
    while (left == 0) {
      PageReadStore rowGroup = parquet.readNextRowGroup();
      if (rowGroup == null) {
        return null;
      }
      open(rowGroup);
    }
    left--;
    CatalogueRow row = row();
    for (ColumnReader column : columns) {
      column.consume();
    }
    return row;
  }

  private void open(PageReadStore rowGroup) {
    String createdBy = parquet.getFileMetaData().getCreatedBy();
    ColumnReadStoreImpl store =
        new ColumnReadStoreImpl(rowGroup, new NoRecords(), CatalogueColumn.SCHEMA, createdBy);
    for (CatalogueColumn column : COLUMNS) {
      columns[column.place()] =
          store.getColumnReader(
              CatalogueColumn.SCHEMA.getColumnDescription(new String[] {column.title()}));
    }
    left = rowGroup.getRowCount();
  }

  private CatalogueRow row() throws IOException {
    return new CatalogueRow(
        text(CatalogueColumn.KEY),
        bytes(CatalogueColumn.PATH).map(Bytes::of),
        CodedEnum.parse(EntryKind.class, text(CatalogueColumn.KIND)),
        number(CatalogueColumn.SIZE),
        attributes(),
        bytes(CatalogueColumn.LINK_TARGET).map(Bytes::of),
        optional(CatalogueColumn.ETAG).map(this::object));
  }

  private EntryAttributes attributes() throws IOException {
    owner = text(CatalogueColumn.OWNER, owner);
    group = text(CatalogueColumn.GROUP, group);
    Optional<byte[]> xattrs = bytes(CatalogueColumn.XATTRS);
    return new EntryAttributes(
        at(CatalogueColumn.MODE).getInteger(),
        number(CatalogueColumn.UID),
        number(CatalogueColumn.GID),
        owner,
        group,
        Instant.ofEpochSecond(
            number(CatalogueColumn.MTIME_S), at(CatalogueColumn.MTIME_NS).getInteger()),
        number(CatalogueColumn.HARD_LINK),
        xattrs.isPresent() ? EntryAttributes.decodedXattrs(xattrs.get()) : Map.of());
  }

  private CatalogueObject object(String etag) {
    return new CatalogueObject(
        new ETag(etag),
        optional(CatalogueColumn.VERSION_ID),
        CodedEnum.parse(ObjectEvidence.class, optional(CatalogueColumn.EVIDENCE).orElse("")));
  }

  private ColumnReader at(CatalogueColumn column) {
    return columns[column.place()];
  }

  private long number(CatalogueColumn column) {
    return at(column).getLong();
  }

  private Optional<byte[]> bytes(CatalogueColumn column) {
    ColumnReader reader = at(column);
    boolean there =
        reader.getCurrentDefinitionLevel() == reader.getDescriptor().getMaxDefinitionLevel();
    return there ? Optional.of(reader.getBinary().getBytes()) : Optional.empty();
  }

  private Optional<String> optional(CatalogueColumn column) {
    return bytes(column).map(value -> new String(value, UTF_8));
  }

  private String text(CatalogueColumn column) {
    return at(column).getBinary().toStringUsingUTF8();
  }

  /** The text of a column, the very object of the row before where it is equal. */
  private String text(CatalogueColumn column, String before) {
    String text = text(column);
    return text.equals(before) ? before : text;
  }

  @Override
  public void close() throws IOException {
    parquet.close();
  }

  /** Columns are asked for their values; no record is assembled. */
  private static final class NoRecords extends GroupConverter {
    private static final Converter NOTHING = new PrimitiveConverter() {};

    @Override
    public Converter getConverter(int field) {
      return NOTHING;
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
