package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobManifestTest extends JobTest {
  @BeforeEach
  void prepare() {
    buckets();
    s3.put(source, "a", "1");
  }

  private String failure(String manifest) {
    String id = create(request(TAG_JOB, manifest));
    Reply failed = await(id, "Failed");
    assertThat(failed.text()).doesNotContain("ProgressSummary");
    assertThat(s3.call("GET", "/" + reports + "?list-type=2&prefix=r%2F").all("Key")).isEmpty();
    return failed.one("FailureCode") + ": " + failed.one("FailureReason");
  }

  @Test
  void theManifestIsPinnedByItsEtag() {
    String manifest = keys("a");
    String etag = manifest.replaceAll(".*<ETag>(.*)</ETag>.*", "$1");
    assertThat(failure(manifest.replace(etag, etag.replaceAll("[0-9]", "0"))))
        .startsWith("AccessDenied: Reading the manifest is forbidden: the ETag");
    assertThat(create(request(TAG_JOB, manifest.replace(etag, '"' + etag + '"')))).isNotEmpty();
  }

  @Test
  void aManifestThatIsNotThereCannotBeRead() {
    assertThat(failure(reference("absent.csv", "e", "Bucket,Key")))
        .isEqualTo("AccessDenied: Reading the manifest is forbidden: AccessDenied");
  }

  @Test
  void aManifestUnderKmsIsRefused() {
    String row = source + ",a\n";
    assertThat(failure(manifest("Bucket,Key", row, "x-amz-server-side-encryption", "aws:kms")))
        .contains("SSE-KMS");
  }

  @Test
  void badRowsAreRefused() {
    String row = source + ",a\n";
    String invalid = "InvalidManifestContent: ";
    assertThat(failure(manifest("Bucket,Key", "Bucket,Key\n" + row)))
        .startsWith(invalid + "Manifest row 1 names the bucket 'Bucket'");
    assertThat(failure(manifest("Bucket,Key", row + "\n" + row)))
        .isEqualTo(invalid + "Manifest row 2 has 1 columns, the schema has 2");
    assertThat(failure(manifest("Bucket,Key", row + source + ",a,b\n")))
        .isEqualTo(invalid + "Manifest row 2 has 3 columns, the schema has 2");
    assertThat(failure(manifest("Bucket,Key", row + "other,a\n")))
        .startsWith(invalid + "Manifest row 2 names the bucket 'other'");
    assertThat(failure(manifest("Bucket,Key", "\uFEFF" + row)))
        .isEqualTo(invalid + "The manifest starts with a byte order mark");
    assertThat(failure(manifest("Bucket,Key", source + ",%zz\n")))
        .isEqualTo(invalid + "Manifest row 1: the key is not URL-encoded");
    assertThat(failure(manifest("Bucket,Key", source + ",\n")))
        .isEqualTo(invalid + "Manifest row 1 has no key");
    assertThat(failure(manifest("Bucket,Key", ""))).isEqualTo(invalid + "The manifest has no keys");
    assertThat(failure(manifest("Bucket,Ignore", row)))
        .isEqualTo(invalid + "Required fields are missing in the schema: Key");
  }

  /** Never the text of an exception of the lab's own: S3 has none of them. */
  @Test
  void whatIsNoTextIsInvalidWhereverItIs() {
    byte[] row = (source + ",a\n").getBytes(StandardCharsets.UTF_8);
    byte[] odd = {(byte) 0xff, (byte) 0xfe};
    byte[] half = {(byte) 0xc3};
    byte[] surrogate = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
    for (byte[] bytes : List.of(odd, half, surrogate, new byte[] {(byte) 0x80})) {
      for (byte[] content :
          List.of(
              bytes,
              join(bytes, row),
              join(row, bytes),
              join(row, join(bytes, row)),
              many(bytes))) {
        assertThat(failure(manifest(content)))
            .isEqualTo("InvalidManifestContent: The manifest is not UTF-8");
      }
    }
    String tooLong = source + "," + "k".repeat(70_000) + "\n";
    assertThat(failure(manifest("Bucket,Key", tooLong)))
        .isEqualTo("InvalidManifestContent: Manifest row 1 has a key that is too long");
    assertThat(failure(manifest("Bucket,Key", source + ",\"" + "k\n".repeat(70_000))))
        .startsWith("InvalidManifestContent: Manifest row 1 ");
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Behind more than the readers buffer. */
  private byte[] many(byte[] last) {
    byte[] rows = (source + ",a\n").repeat(20_000).getBytes(StandardCharsets.UTF_8);
    return join(rows, last);
  }

  private String manifest(byte[] content) {
    String key = "odd-" + UUID.randomUUID() + ".csv";
    return reference(key, s3.put(reports, key, content).etag(), "Bucket,Key");
  }

  @Test
  void aDataFileThatIsNoGzipIsInvalid() throws Exception {
    byte[] whole = gzip(source + ",a\n");
    byte[] damaged = whole.clone();
    damaged[whole.length - 6] ^= 0x55; // in the CRC of what was compressed
    byte[] text = (source + ",a\n").getBytes(StandardCharsets.UTF_8);
    for (byte[] data :
        List.of(
            text, new byte[0], Arrays.copyOf(whole, whole.length - 9), damaged, new byte[] {31})) {
      assertThat(failure(inventory(data)))
          .startsWith("InvalidManifestContent: A data file is not gzip, or is cut off: data-");
    }
    assertThat(failure(inventory(gzip(source + ",a\n" + source + ",\u00e9\n"))))
        .isEqualTo("InvalidManifestContent: The manifest is not UTF-8");
    assertThat(rows(TAG_JOB, inventory(whole))).hasSize(1);
  }

  @Test
  void anInventoryManifestThatIsNoneIsInvalid() {
    String none = "InvalidManifestContent: The manifest is not that of an inventory";
    String good =
        "{\"fileFormat\":\"CSV\",\"destinationBucket\":\"arn:aws:s3:::b\",\"fileSchema\":\"Bucket,"
            + " Key\",\"files\":[{\"key\":\"k\",\"MD5checksum\":\"m\"}]}";
    for (String json :
        List.of(
            "",
            "[",
            "[".repeat(100_000),
            "{\"a\":".repeat(50_000),
            "null",
            good.replace("\"key\"", "\"other\""),
            good.replace("\"MD5checksum\"", "\"md5\""),
            good.replace("[{", "[[{").replace("}]", "}]]"),
            good.replace("\"files\"", "\"file\""),
            good.replace("k", "\\uZZZZ"))) {
      assertThat(failure(inventoryManifest(json.getBytes(StandardCharsets.UTF_8))))
          .as(json.substring(0, Math.min(40, json.length())))
          .satisfiesAnyOf(
              reason -> assertThat(reason).isEqualTo(none),
              reason -> assertThat(reason).endsWith("The inventory is not in CSV"));
    }
    byte[] latin = good.replace("\"k\"", "\"k\u00e9\"").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(failure(inventoryManifest(latin)))
        .isEqualTo("InvalidManifestContent: The manifest is not UTF-8");
  }

  private String generator(String filter, String output) {
    return "<ManifestGenerator><S3JobManifestGenerator><SourceBucket>arn:aws:s3:::"
        + source
        + "</SourceBucket>"
        + (output.isEmpty()
            ? "<EnableManifestOutput>false</EnableManifestOutput>"
            : "<EnableManifestOutput>true</EnableManifestOutput><ManifestOutputLocation>"
                + "<Bucket>arn:aws:s3:::"
                + reports
                + "</Bucket><ManifestPrefix>"
                + output
                + "</ManifestPrefix><ManifestFormat>S3InventoryReport_CSV_20211130"
                + "</ManifestFormat></ManifestOutputLocation>")
        + "<Filter>"
        + filter
        + "</Filter></S3JobManifestGenerator></ManifestGenerator>";
  }

  private static String names(String list, String value) {
    return "<KeyNameConstraint><%1$s><member>%2$s</member></%1$s></KeyNameConstraint>"
        .formatted(list, value);
  }

  @Test
  void aJobListsItsObjectsItself() {
    s3.put(source, "raw/a b.jpg", "123");
    s3.put(source, "raw/c.mov", "12345");
    s3.put(source, "cold", "1", "x-amz-storage-class", "GLACIER");
    String row = source + ",%s,,succeeded,200,,success";
    String[][] filters = {
      {names("MatchAnyPrefix", "raw/"), "raw/a+b.jpg", "raw/c.mov"},
      {names("MatchAnySuffix", ".mov"), "raw/c.mov"},
      {names("MatchAnySubstring", "a"), "a", "raw/a+b.jpg", "raw/c.mov"},
      {"<ObjectSizeGreaterThanBytes>1</ObjectSizeGreaterThanBytes>", "raw/a+b.jpg", "raw/c.mov"},
      {"<ObjectSizeLessThanBytes>3</ObjectSizeLessThanBytes>", "a", "cold"},
      {"<MatchAnyStorageClass><member>GLACIER</member></MatchAnyStorageClass>", "cold"},
      {"<CreatedBefore>2999-01-01T00:00:00Z</CreatedBefore>" + names("MatchAnyPrefix", "c"), "cold"}
    };
    for (String[] filter : filters) {
      String[] wanted = Arrays.stream(filter).skip(1).map(row::formatted).toArray(String[]::new);
      assertThat(rows(TAG_JOB, generator(filter[0], ""))).as(filter[0]).containsExactly(wanted);
    }
  }

  @Test
  void theListIsWrittenWhereItIsAskedFor() throws IOException {
    VersionsTest.enable(s3, source);
    String version = s3.put(source, "b c", "2").header("x-amz-version-id");
    s3.call("DELETE", Client.path(source, "a"));
    String id = create(request(TAG_JOB, generator("", "gen")));
    Reply job = await(id, "Complete");
    assertThat(job.text()).contains("<ManifestGenerator>").doesNotContain("<Manifest>");
    String key = "gen/job-" + id + "/manifest.json";
    assertThat(job.one("ObjectArn")).isEqualTo("arn:aws:s3:::" + reports + "/" + key);
    assertThat(job.one("ETag")).isEqualTo(s3.head(reports, key).etag());
    assertThat(rows(id)).containsExactly(source + ",b+c," + version + ",succeeded,200,,success");
    try (GZIPInputStream list =
        new GZIPInputStream(
            new ByteArrayInputStream(s3.get(reports, "gen/job-" + id + "/data.csv.gz").bytes()))) {
      assertThat(new String(list.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("\"%s\",\"b+c\",\"%s\"\n".formatted(source, version));
    }
    assertThat(rows(TAG_JOB, inventoryManifest(key, job.one("ETag")))).isEqualTo(rows(id));
  }

  @Test
  void wrongGeneratorsAreRefused() {
    String good = generator(names("MatchAnyPrefix", "a"), "gen");
    String bad = "400 BadRequestException";
    for (String wrong :
        List.of(
            good.replace("<SourceBucket>arn:aws:s3:::", "<SourceBucket>"),
            good.replace("S3InventoryReport_CSV_20211130", "CSV"),
            good.replaceAll("<EnableManifestOutput>true</EnableManifestOutput>", ""),
            good.replaceAll("<ManifestOutputLocation>.*</ManifestOutputLocation>", ""),
            good.replace("</member>", "</member><member>b</member>"),
            generator("<CreatedAfter>yesterday</CreatedAfter>", ""),
            generator("<ObjectSizeLessThanBytes>x</ObjectSizeLessThanBytes>", ""),
            generator("<MatchAnyStorageClass><member>WARM</member></MatchAnyStorageClass>", ""),
            good + keys("a"))) {
      assertThat(control("POST", "", request(TAG_JOB, wrong)).outcome()).as(wrong).isEqualTo(bad);
    }
    String replication = generator("<EligibleForReplication>true</EligibleForReplication>", "");
    assertThat(control("POST", "", request(TAG_JOB, replication)).outcome())
        .isEqualTo("501 NotImplemented");
    assertThat(failure(generator("<CreatedAfter>2999-01-01T00:00:00Z</CreatedAfter>", "")))
        .endsWith("Manifest generation found no keys matching the filter criteria");
    assertThat(failure(good.replace(reports, "no-such-bucket")))
        .endsWith("Failed to write manifest");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toByteArray();
  }

  /** A manifest of one data file. */
  private String inventory(byte[] data) {
    String key = "data-" + UUID.randomUUID();
    String md5 = s3.put(reports, key, data).etag();
    String json =
        "{\"fileFormat\":\"CSV\",\"destinationBucket\":\"arn:aws:s3:::%s\",\"fileSchema\":\"Bucket,"
            + " Key\",\"files\":[{\"key\":\"%s\",\"size\":1,\"MD5checksum\":\"%s\"}]}";
    return inventoryManifest(json.formatted(reports, key, md5).getBytes(StandardCharsets.UTF_8));
  }

  private String inventoryManifest(byte[] json) {
    String key = "m-" + UUID.randomUUID() + ".json";
    String etag = s3.put(reports, key, json).etag();
    return inventoryManifest(key, etag);
  }

  @Test
  void keysAreDecodedAndColumnsIgnored() {
    s3.put(source, "sp ace", "1");
    s3.put(source, "a+b,é", "1");
    String rows =
        "\"%1$s\",x,\"sp%%20ace\"\r\n%1$s,\"y,\"\"z\",a%%2Bb%%2C%%C3%%A9".formatted(source);
    String id = create(request(TAG_JOB, manifest("Bucket,Ignore,Key", rows)));
    assertThat(await(id, "Complete").one("NumberOfTasksSucceeded")).isEqualTo("2");
    assertThat(tags("sp ace")).isEqualTo("k=v");
    assertThat(tags("a+b,é")).isEqualTo("k=v");
    assertThat(rows(id))
        .containsExactly(
            source + ",a%2Bb%2C%C3%A9,,succeeded,200,,success",
            source + ",sp%20ace,,succeeded,200,,success");
  }

  @Test
  void versionsAreThoseNamedAndAnEmptyOneFails() {
    VersionsTest.enable(s3, source);
    String version = s3.put(source, "a", "2").header("x-amz-version-id");
    String rows = "%1$s,a,%2$s\n%1$s,a,null\n%1$s,a,\n%1$s,a,odd\n".formatted(source, version);
    assertThat(rows(TAG_JOB, manifest("Bucket,Key,VersionId", rows)))
        .containsExactlyInAnyOrder(
            source + ",a," + version + ",succeeded,200,,success",
            source + ",a,null,succeeded,200,,success",
            source + ",a,,failed,400,InvalidRequest,Task failed due to missing VersionId",
            source + ",a,odd,failed,404,NoSuchVersion,The specified version does not exist.");
  }

  @Test
  void aJobRunsOverACsvInventory() throws Exception {
    s3.put(source, "sp ace", "1");
    InventoryDelivery delivery = deliver("CSV");
    String manifest = inventoryManifest(delivery);
    List<String> rows = rows(TAG_JOB, manifest);
    assertThat(rows)
        .containsExactly(
            source + ",a,,succeeded,200,,success", source + ",sp+ace,,succeeded,200,,success");
    assertThat(tags("sp ace")).isEqualTo("k=v");
  }

  @Test
  void aParquetInventoryIsRefused() throws Exception {
    assertThat(failure(inventoryManifest(deliver("Parquet"))))
        .isEqualTo("InvalidManifestContent: The inventory is not in CSV");
  }

  private String inventoryManifest(InventoryDelivery delivery) {
    String etag = s3.head(reports, delivery.manifestKey()).etag();
    return inventoryManifest(delivery.manifestKey(), etag);
  }

  private String inventoryManifest(String key, String etag) {
    return reference(key, etag, "x")
        .replace("<Fields><member>x</member></Fields>", "")
        .replace("S3BatchOperations_CSV_20180820", "S3InventoryReport_CSV_20161130");
  }

  private InventoryDelivery deliver(String format) throws Exception {
    String configuration =
        """
        <InventoryConfiguration><Destination><S3BucketDestination>
        <Bucket>arn:aws:s3:::%s</Bucket><Format>%s</Format><Prefix>inv</Prefix>
        </S3BucketDestination></Destination><IsEnabled>true</IsEnabled><Id>i</Id>
        <IncludedObjectVersions>Current</IncludedObjectVersions>
        <Schedule><Frequency>Daily</Frequency></Schedule></InventoryConfiguration>"""
            .formatted(reports, format);
    byte[] body = configuration.getBytes(StandardCharsets.UTF_8);
    assertThat(s3.send("PUT", "/" + source + "?inventory&id=i", body).status()).isEqualTo(204);
    return lab.deliverInventory(source, "i");
  }
}
