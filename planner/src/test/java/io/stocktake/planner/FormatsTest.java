package io.stocktake.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.inventory.InventoryDelivery;
import io.stocktake.manifests.inventory.LocalDeliveryFiles;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Plan.Part;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestoreRow;
import io.stocktake.planner.TestDelivery.Row;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.restore.RestoreOptions;
import io.stocktake.planner.restore.RestorePlanner;
import io.stocktake.planner.restore.RestoreRequest;
import io.stocktake.planner.restore.resolve.ExistingPolicy;
import io.stocktake.planner.restore.source.InventoryObjects;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;
import org.junit.jupiter.api.Test;

class FormatsTest extends PlannedSides {
  /** An hour before the deliveries of CSV and ORC say that they were begun. */
  private static final long START = 1_762_000_000_000L - 3_600_000L;

  private static final int DATES = 9;

  private static final String COLUMNS =
      "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, ETag, StorageClass,"
          + " EncryptionStatus, LastModifiedDate, ObjectOwner";
  private static final String ORC =
      "struct<bucket:string,key:string,version_id:string,is_latest:boolean,"
          + "is_delete_marker:boolean,size:bigint,e_tag:string,storage_class:string,"
          + "encryption_status:string,last_modified_date:timestamp,object_owner:string>";

  @Test
  void everyFormatGivesTheSamePlan() throws Exception {
    List<Row> rows = sides();
    TestDelivery parquet =
        new TestDelivery(
            Files.createDirectories(temp.resolve("parquet")),
            bucket,
            TestDelivery.ALL_VERSIONS.replace("}", "  optional binary storage_class (STRING);\n}"));
    parquet.file(rows.subList(0, 100)).file(rows.subList(100, rows.size()));

    String fromParquet = changes(parquet.open(), "from-parquet");

    assertThat(fromParquet.lines().count()).isGreaterThan(100);
    assertThat(changes(csv(rows), "from-csv")).isEqualTo(fromParquet);
    assertThat(changes(orc(rows), "from-orc")).isEqualTo(fromParquet);
  }

  @Test
  void everyFormatTellsTheSameHistory() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      boolean marker = i % 7 == 0;
      String content = "content " + i;
      rows.add(
          new Row(
                  "p/f" + i % 50,
                  marker ? null : (long) content.length(),
                  marker ? null : md5(content),
                  marker ? null : "SSE-S3",
                  "v" + i,
                  i >= 250,
                  marker,
                  "STANDARD")
              .at(START + 1000L * (i / 50) + i % 50));
    }
    TestDelivery parquet =
        new TestDelivery(
            Files.createDirectories(temp.resolve("parquet")), bucket, TestDelivery.HISTORY);
    parquet.file(rows.subList(0, 100)).file(rows.subList(100, rows.size()));

    List<RestoreRow> fromParquet = history(parquet.open(), "from-parquet");

    assertThat(fromParquet).hasSizeBetween(35, 49);
    assertThat(fromParquet)
        .extracting(row -> row.object().orElseThrow().versionId().orElseThrow())
        .allMatch(version -> Integer.parseInt(version.substring(1)) / 50 == 2);
    assertThat(history(csv(rows), "from-csv")).isEqualTo(fromParquet);
    assertThat(history(orc(rows), "from-orc")).isEqualTo(fromParquet);
  }

  /** What is restored as of a time between the third and the fourth version of each key. */
  private List<RestoreRow> history(InventoryDelivery delivery, String name) throws Exception {
    RestoreBundle bundle =
        RestorePlanner.plan(
            new RestoreRequest(
                S3Location.parse("s3://bucket/p"),
                new InventoryObjects(delivery),
                temp.resolve("target"),
                Optional.empty(),
                temp.resolve(name),
                new RestoreOptions(
                    Optional.of(Instant.ofEpochMilli(START + 2500)),
                    ExistingPolicy.CHANGED,
                    false,
                    false,
                    RestoreOptions.Comparison.defaults()),
                new PlanRequest.Stamp(CLOCK, "test")),
            new PlanProgress());
    List<RestoreRow> rows = new ArrayList<>();
    bundle.rows((ordinal, row) -> rows.add(row));
    return rows;
  }

  @Test
  void aDamagedCsvIsSaidToBe() throws Exception {
    file("a", "1");
    for (String line :
        List.of(
            "\"b\",\"k\"\n",
            "\"b\",\"p/%4\",\"\",\"true\",\"false\",\"1\",\"\",\"\",\"\",\"\",\"\"\n",
            "\"b\",\"p/a\",\"\",\"true\",\"false\",\"many\",\"\",\"\",\"\",\"\",\"\"\n",
            "\"b\",\"p/%ff\",\"\",\"true\",\"false\",\"1\",\"\",\"\",\"\",\"\",\"\"\n",
            "\"b\",\"p/a\",\"\",\"1\",\"false\",\"1\",\"\",\"\",\"\",\"\",\"\"\n",
            "\"b\",\"\",\"\",\"true\",\"false\",\"1\",\"\",\"\",\"\",\"\",\"\"\n")) {
      InventoryDelivery delivery = csvOf(line.getBytes(UTF_8), true);
      assertThatThrownBy(() -> changes(delivery, "damaged" + runs))
          .as(line)
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("data.csv.gz");
    }
    InventoryDelivery plain = csvOf("not compressed".getBytes(UTF_8), false);
    assertThatThrownBy(() -> changes(plain, "plain"))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("is not a compressed CSV file");
  }

  /** Files, and rows of objects in every state, odd names included. */
  private List<Row> sides() throws IOException {
    Random random = new Random(11);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String name =
          "d" + i % 7 + "/f" + i + List.of("", " +", "%20", "ü", "😀\"", ",\n").get(i % 6);
      String content = "c" + random.nextInt(9);
      if (random.nextInt(4) > 0) {
        file(name, content);
      }
      String other = "c" + random.nextInt(9);
      String etag = md5(random.nextInt(3) > 0 ? content : other);
      String status = List.of("SSE-S3", "SSE-KMS", "NOT-SSE", "SSE-C", "DSSE-KMS").get(i % 11 % 5);
      boolean marker = i % 17 == 0;
      boolean parts = i % 13 == 0;
      rows.add(
          new Row(
              "p/" + name,
              marker ? null : (long) content.length(),
              marker ? null : parts ? etag + "-1" : etag,
              marker ? null : status,
              i % 3 == 0 ? null : "v" + i,
              i % 19 != 0,
              marker,
              marker ? null : List.of("STANDARD", "GLACIER").get(i % 23 == 0 ? 1 : 0)));
    }
    return rows;
  }

  private String changes(InventoryDelivery delivery, String name) throws Exception {
    runs++;
    Path out = temp.resolve(name);
    PlanRequest request =
        new PlanRequest(
            source,
            S3Location.parse("s3://bucket/p"),
            PlanRequest.Evidence.of(delivery),
            Optional.empty(),
            out,
            DELETE.options(),
            new PlanRequest.Stamp(CLOCK, "test"));
    Planner.plan(request, new PlanProgress());
    StringBuilder text = new StringBuilder();
    for (Part part : PlanBundle.open(out).plan().parts()) {
      text.append(Files.readString(out.resolve(part.name())));
    }
    return text.toString();
  }

  private InventoryDelivery csv(List<Row> rows) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("csv"));
    Path file = folder.resolve("data.csv.gz");
    for (List<Row> half : List.of(rows.subList(0, 150), rows.subList(150, rows.size()))) {
      try (OutputStream out =
          new GZIPOutputStream(
              Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
        for (Row row : half) {
          out.write(line(row).getBytes(UTF_8));
        }
        out.write('\n');
      }
    }
    return delivery(folder, "CSV", COLUMNS, file);
  }

  private InventoryDelivery csvOf(byte[] content, boolean compressed) throws IOException {
    runs++;
    Path folder = Files.createDirectories(temp.resolve("csv" + runs));
    Path file = folder.resolve("data.csv.gz");
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = compressed ? new GZIPOutputStream(raw) : raw) {
      out.write(content);
    }
    return delivery(folder, "CSV", COLUMNS, file);
  }

  private static String line(Row row) {
    String key = URLEncoder.encode(row.key(), UTF_8).replace("%2F", "/");
    return Stream.of(
                "bucket",
                key,
                row.version(),
                row.latest(),
                row.deleteMarker(),
                row.size(),
                row.etag(),
                row.storageClass(),
                row.encryption(),
                row.modified() == null ? null : Instant.ofEpochMilli(row.modified()),
                "")
            .map(value -> "\"" + (value == null ? "" : value) + "\"")
            .collect(Collectors.joining(","))
        + "\n";
  }

  private InventoryDelivery orc(List<Row> rows) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("orc"));
    Path file = folder.resolve("data.orc");
    Configuration configuration = new Configuration(false);
    configuration.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    TypeDescription schema = TypeDescription.fromString(ORC);
    try (Writer writer =
        OrcFile.createWriter(
            new org.apache.hadoop.fs.Path(file.toUri()),
            OrcFile.writerOptions(configuration).setSchema(schema).useUTCTimestamp(true))) {
      VectorizedRowBatch batch = schema.createRowBatch(64);
      ((TimestampColumnVector) batch.cols[DATES]).setIsUTC(true);
      for (Row row : rows) {
        int at = batch.size++;
        Object[] values = {
          "bucket",
          row.key(),
          row.version(),
          row.latest(),
          row.deleteMarker(),
          row.size(),
          row.etag(),
          row.storageClass(),
          row.encryption(),
          row.modified(),
          null
        };
        for (int i = 0; i < values.length; i++) {
          set(batch, i, at, values[i]);
        }
        if (batch.size == batch.getMaxSize()) {
          writer.addRowBatch(batch);
          batch.reset();
        }
      }
      writer.addRowBatch(batch);
    }
    return delivery(folder, "ORC", ORC, file);
  }

  private static void set(VectorizedRowBatch batch, int column, int at, Object value) {
    if (value == null) {
      batch.cols[column].noNulls = false;
      batch.cols[column].isNull[at] = true;
    } else if (batch.cols[column] instanceof BytesColumnVector texts) {
      texts.setVal(at, value.toString().getBytes(UTF_8));
    } else if (batch.cols[column] instanceof TimestampColumnVector times) {
      times.time[at] = (long) value;
      times.nanos[at] = (int) ((long) value % 1000) * 1_000_000;
    } else {
      long number = value instanceof Boolean flag ? (flag ? 1 : 0) : (long) value;
      ((LongColumnVector) batch.cols[column]).vector[at] = number;
    }
  }

  private static InventoryDelivery delivery(Path folder, String format, String schema, Path file)
      throws IOException {
    String json =
        String.format(
            "{\"sourceBucket\":\"bucket\",\"destinationBucket\":\"arn:aws:s3:::inv\","
                + "\"version\":\"2016-11-30\",\"creationTimestamp\":\"1762000000000\","
                + "\"fileFormat\":\"%s\",\"fileSchema\":\"%s\",\"files\":[{\"key\":\"%s\","
                + "\"size\":%d,\"MD5checksum\":\"%s\"}]}",
            format, schema, file.getFileName(), Files.size(file), Digests.md5(file));
    Files.writeString(folder.resolve("manifest.json"), json);
    Files.writeString(
        folder.resolve("manifest.checksum"),
        Digests.hex(Digests.md5().digest(json.getBytes(UTF_8))));
    return InventoryDelivery.find(new LocalDeliveryFiles(folder), "manifest.json");
  }
}
