package io.stocktake.manifests.catalogue;

import io.stocktake.manifests.catalogue.pages.ZstdPages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Opens one Parquet part of a catalogue for writing. */
final class CatalogueFile {
  /** Small, since a row group is held in memory by its writer and by each of its readers. */
  private static final long ROW_GROUP = 8L << 20;

  private CatalogueFile() {}

  static ParquetWriter<CatalogueRow> create(Path file) throws IOException {
    return new Builder(new LocalOutputFile(file))
        .withConf(new PlainParquetConfiguration())
        .withWriterVersion(WriterVersion.PARQUET_2_0)
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .withCodecFactory(new ZstdPages())
        .withRowGroupSize(ROW_GROUP)
        // Values that never repeat: a dictionary would be built in vain.
        .withDictionaryEncoding(CatalogueColumn.KEY.title(), false)
        .withDictionaryEncoding(CatalogueColumn.ETAG.title(), false)
        .withDictionaryEncoding(CatalogueColumn.VERSION_ID.title(), false)
        .withDictionaryEncoding(CatalogueColumn.MTIME_NS.title(), false)
        .build();
  }

  private static final class Builder extends ParquetWriter.Builder<CatalogueRow, Builder> {
    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<CatalogueRow> getWriteSupport(ParquetConfiguration configuration) {
      return new Columns();
    }

    @Override
    @Deprecated
    protected WriteSupport<CatalogueRow> getWriteSupport(Configuration configuration) {
      return new Columns();
    }
  }

  private static final class Columns extends WriteSupport<CatalogueRow> {
    private RecordConsumer out;

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return context();
    }

    @Override
    @Deprecated
    public WriteContext init(Configuration configuration) {
      return context();
    }

    private static WriteContext context() {
      return new WriteContext(
          CatalogueColumn.SCHEMA, Map.of(CatalogueColumn.FORMAT_KEY, CatalogueColumn.FORMAT));
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(CatalogueRow row) {
      out.startMessage();
      text(CatalogueColumn.KEY, row.key());
      row.path().ifPresent(path -> bytes(CatalogueColumn.PATH, path.toArray()));
      text(CatalogueColumn.KIND, row.kind().code());
      number(CatalogueColumn.SIZE, row.size());
      attributes(row.attributes());
      row.linkTarget().ifPresent(link -> bytes(CatalogueColumn.LINK_TARGET, link.toArray()));
      if (!row.attributes().xattrs().isEmpty()) {
        bytes(CatalogueColumn.XATTRS, row.attributes().encodedXattrs());
      }
      row.object().ifPresent(this::object);
      out.endMessage();
    }

    private void attributes(EntryAttributes entry) {
      integer(CatalogueColumn.MODE, entry.mode());
      number(CatalogueColumn.UID, entry.uid());
      number(CatalogueColumn.GID, entry.gid());
      text(CatalogueColumn.OWNER, entry.owner());
      text(CatalogueColumn.GROUP, entry.group());
      Instant mtime = entry.mtime();
      number(CatalogueColumn.MTIME_S, mtime.getEpochSecond());
      integer(CatalogueColumn.MTIME_NS, mtime.getNano());
      number(CatalogueColumn.HARD_LINK, entry.hardLink());
    }

    private void object(CatalogueObject object) {
      text(CatalogueColumn.ETAG, object.etag().value());
      object.versionId().ifPresent(version -> text(CatalogueColumn.VERSION_ID, version));
      text(CatalogueColumn.EVIDENCE, object.evidence().code());
    }

    private void text(CatalogueColumn column, String value) {
      binary(column, Binary.fromString(value));
    }

    private void bytes(CatalogueColumn column, byte[] value) {
      binary(column, Binary.fromConstantByteArray(value));
    }

    private void binary(CatalogueColumn column, Binary value) {
      start(column);
      out.addBinary(value);
      end(column);
    }

    private void number(CatalogueColumn column, long value) {
      start(column);
      out.addLong(value);
      end(column);
    }

    private void integer(CatalogueColumn column, int value) {
      start(column);
      out.addInteger(value);
      end(column);
    }

    private void start(CatalogueColumn column) {
      out.startField(column.title(), column.place());
    }

    private void end(CatalogueColumn column) {
      out.endField(column.title(), column.place());
    }
  }
}
