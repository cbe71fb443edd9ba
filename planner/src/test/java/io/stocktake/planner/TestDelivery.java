package io.stocktake.planner;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.inventory.InventoryManifest;
import io.stocktake.manifests.inventory.InventoryManifest.DataFile;
import io.stocktake.manifests.inventory.InventoryManifest.Format;
import io.stocktake.manifests.inventory.LocalDeliveryFiles;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Makes inventory deliveries with parquet-java's own example writer, column by column. */
public final class TestDelivery {
  /** The columns of an all-versions report with every field this project looks at, and one more. */
  public static final String ALL_VERSIONS =
      """
      message s3.inventory {
        required binary bucket (STRING);
        required binary key (STRING);
        optional binary version_id (STRING);
        optional boolean is_latest;
        optional boolean is_delete_marker;
        optional int64 size;
        optional binary e_tag (STRING);
        optional binary encryption_status (STRING);
        optional binary column_of_the_future (STRING);
      }
      """;

  /** The columns of a report of current objects. */
  public static final String CURRENT =
      """
      message s3.inventory {
        required binary bucket (STRING);
        required binary key (STRING);
        optional int64 size;
        optional binary e_tag (STRING);
        optional binary encryption_status (STRING);
      }
      """;

  /** The columns of an all-versions report with dates, as S3 writes them. */
  public static final String HISTORY =
      ALL_VERSIONS.replace(
          "}",
          "  optional binary storage_class (STRING);\n"
              + "  optional int64 last_modified_date (TIMESTAMP(MILLIS,true));\n}");

  /** The same, with storage classes. */
  public static final String WITH_CLASSES =
      CURRENT.replace("}", "  optional binary storage_class (STRING);\n}");

  /** A row of an inventory; absent values are null. */
  public record Row(
      String key,
      Long size,
      String etag,
      String encryption,
      String version,
      Boolean latest,
      Boolean deleteMarker,
      String storageClass,
      Long modified) {

    /** A row without a date. */
    public Row(
        String key,
        Long size,
        String etag,
        String encryption,
        String version,
        Boolean latest,
        Boolean deleteMarker,
        String storageClass) {
      this(key, size, etag, encryption, version, latest, deleteMarker, storageClass, null);
    }

    /** The same row with a date, in milliseconds since 1970. */
    public Row at(long other) {
      return new Row(
          key, size, etag, encryption, version, latest, deleteMarker, storageClass, other);
    }

    /** A row without a storage class. */
    public Row(
        String key,
        Long size,
        String etag,
        String encryption,
        String version,
        Boolean latest,
        Boolean deleteMarker) {
      this(key, size, etag, encryption, version, latest, deleteMarker, "STANDARD");
    }

    /** The same row in another storage class. */
    public Row in(String other) {
      return new Row(key, size, etag, encryption, version, latest, deleteMarker, other, modified);
    }

    /** A current object of a report without versions. */
    public static Row current(String key, long size, String etag) {
      return new Row(key, size, etag, "SSE-S3", null, null, null);
    }
  }

  private final Path root;
  private final String bucket;
  private final MessageType schema;
  private final List<DataFile> files = new ArrayList<>();

  /** A delivery below this directory, of this bucket, with these columns. */
  public TestDelivery(Path root, String bucket, String schema) throws IOException {
    this.root = root;
    this.bucket = bucket;
    this.schema = MessageTypeParser.parseMessageType(schema);
    Files.createDirectories(root.resolve("data"));
  }

  /** Adds a data file with these rows. */
  public TestDelivery file(List<Row> rows) throws IOException {
    return file(rows, builder -> builder);
  }

  /** Adds a data file with these rows, written in another way. */
  public TestDelivery file(List<Row> rows, UnaryOperator<ExampleParquetWriter.Builder> how)
      throws IOException {
    Path file = root.resolve("data/" + files.size() + ".parquet");
    try (ParquetWriter<Group> writer =
        how.apply(
                ExampleParquetWriter.builder(new LocalOutputFile(file))
                    .withConf(new PlainParquetConfiguration())
                    .withType(schema)
                    .withRowGroupSize(64L << 10))
            .build()) {
      for (Row row : rows) {
        writer.write(group(row));
      }
    }
    String key = "dest-prefix/" + bucket + "/cfg/data/" + file.getFileName();
    files.add(new DataFile(key, Files.size(file), Digests.md5(file)));
    return this;
  }

  /** Lists a file that is already there, whatever it holds. */
  public TestDelivery adopt(String name) throws IOException {
    Path file = root.resolve(name);
    files.add(new DataFile(name, Files.size(file), Digests.md5(file)));
    return this;
  }

  /** Writes manifest and checksum; returns where the manifest is. */
  public Path write() throws IOException {
    return write(Format.PARQUET);
  }

  private Path write(Format format) throws IOException {
    Path folder = Files.createDirectories(root.resolve("2026-11-01T01-00Z"));
    byte[] json =
        InventoryManifest.json(
            bucket, "inv", Instant.parse("2026-11-01T01:00:00Z"), schema.toString(), "", files);
    if (format != Format.PARQUET) {
      json = new String(json, UTF_8).replace("Parquet", format.name()).getBytes(UTF_8);
    }
    String md5 = Digests.hex(Digests.md5().digest(json)) + "\n";
    Files.write(folder.resolve("manifest.checksum"), md5.getBytes(US_ASCII));
    return Files.write(folder.resolve("manifest.json"), json);
  }

  /** Writes and opens it. */
  public InventoryDelivery open() throws IOException {
    return open(Format.PARQUET);
  }

  /** Writes and opens it, as one of this format; the data files must be, too. */
  public InventoryDelivery open(Format format) throws IOException {
    Path manifest = write(format);
    return InventoryDelivery.find(
        new LocalDeliveryFiles(manifest.getParent()), manifest.getFileName().toString());
  }

  private Group group(Row row) {
    Group group = new SimpleGroup(schema);
    group.append("bucket", bucket).append("key", row.key());
    append(group, "version_id", row.version());
    append(group, "is_latest", row.latest());
    append(group, "is_delete_marker", row.deleteMarker());
    append(group, "size", row.size());
    append(group, "Size", row.size());
    append(group, "ETag", row.etag());
    append(group, "e_tag", row.etag());
    append(group, "encryption_status", row.encryption());
    append(group, "storage_class", row.storageClass());
    append(group, "last_modified_date", row.modified());
    append(group, "column_of_the_future", "x");
    return group;
  }

  private void append(Group group, String column, Object value) {
    if (value == null || !schema.containsField(column)) {
      return;
    }
    switch (schema.getType(column).asPrimitiveType().getPrimitiveTypeName()) {
      case INT64 -> group.append(column, (Long) value);
      case INT32 -> group.append(column, ((Long) value).intValue());
      case DOUBLE -> group.append(column, ((Long) value).doubleValue());
      case BOOLEAN -> group.append(column, (Boolean) value);
      default -> group.append(column, value.toString());
    }
  }

  /** Adds a data file with one object, whose size is written as the schema has it. */
  public TestDelivery sized(String key, long size) throws IOException {
    return file(List.of(Row.current(key, size, "5d41402abc4b2a76b9719d911017c592")));
  }
}
