package io.stocktake.planner.inventory.listing;

import io.stocktake.manifests.ETag;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * An object as a listing shows it: the columns that inventory and listing have in common.
 *
 * @param key the key
 * @param size bytes
 * @param lastModified when it was written
 * @param etag its ETag; without one nothing can be said of its content
 * @param storageClass its storage class
 * @param encryption its EncryptionStatus, where it is known; of all rows of a file or of none
 */
public record ListedRow(
    String key,
    long size,
    Instant lastModified,
    Optional<ETag> etag,
    String storageClass,
    Optional<String> encryption) {
  /** An object of which a listing does not say how it is encrypted. */
  public ListedRow(
      String key, long size, Instant lastModified, Optional<ETag> etag, String storageClass) {
    this(key, size, lastModified, etag, storageClass, Optional.empty());
  }

  /** An object with an ETag. */
  public ListedRow(String key, long size, Instant lastModified, ETag etag, String storageClass) {
    this(key, size, lastModified, Optional.of(etag), storageClass);
  }

  /** The columns, named, typed and ordered as S3 Inventory does. */
  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message s3.inventory {
            required binary bucket (STRING);
            required binary key (STRING);
            optional int64 size;
            optional int64 last_modified_date (TIMESTAMP(MILLIS,true));
            optional binary e_tag (STRING);
            optional binary storage_class (STRING);
          }
          """);

  private static final MessageType WITH_ENCRYPTION =
      SCHEMA.union(
          MessageTypeParser.parseMessageType(
              "message s3.inventory { optional binary encryption_status (STRING); }"));

  /**
   * A writer of a file.
   *
   * @param tellsEncryption whether its rows say how objects are encrypted
   */
  static ParquetWriter<ListedRow> writer(Path file, String bucket, boolean tellsEncryption)
      throws IOException {
    return new Builder(
            new LocalOutputFile(file), bucket, tellsEncryption ? WITH_ENCRYPTION : SCHEMA)
        .withConf(new PlainParquetConfiguration())
        .withCompressionCodec(CompressionCodecName.SNAPPY)
        .build();
  }

  private static final class Builder extends ParquetWriter.Builder<ListedRow, Builder> {
    private final String bucket;
    private final MessageType schema;

    Builder(OutputFile file, String bucket, MessageType schema) {
      super(file);
      this.schema = schema;
      this.bucket = bucket;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<ListedRow> getWriteSupport(ParquetConfiguration configuration) {
      return new Columns(bucket, schema);
    }

    @Override
    @Deprecated
    protected WriteSupport<ListedRow> getWriteSupport(Configuration configuration) {
      return new Columns(bucket, schema);
    }
  }

  private static final class Columns extends WriteSupport<ListedRow> {
    private final Binary bucket;
    private final MessageType schema;
    private RecordConsumer out;

    Columns(String bucket, MessageType schema) {
      this.schema = schema;
      this.bucket = Binary.fromString(bucket);
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(schema, Map.of());
    }

    @Override
    @Deprecated
    public WriteContext init(Configuration configuration) {
      return new WriteContext(schema, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(ListedRow row) {
      out.startMessage();
      text(0, bucket);
      text(1, Binary.fromString(row.key()));
      number(2, row.size());
      number(3, row.lastModified().toEpochMilli());
      text(4, Binary.fromString(row.etag().map(ETag::value).orElse("")));
      text(5, Binary.fromString(row.storageClass()));
      row.encryption().ifPresent(status -> text(6, Binary.fromString(status)));
      out.endMessage();
    }

    private void text(int field, Binary value) {
      out.startField(schema.getFieldName(field), field);
      out.addBinary(value);
      out.endField(schema.getFieldName(field), field);
    }

    private void number(int field, long value) {
      out.startField(schema.getFieldName(field), field);
      out.addLong(value);
      out.endField(schema.getFieldName(field), field);
    }
  }
}
