package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.parquet.ParquetReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class InventoryTest extends LabTest {
  private static final Instant NOW = Instant.parse("2026-01-09T01:00:42.500Z");
  private static final List<String> KEYS =
      List.of("a b", "c+d", "e%2Ff", "ü/😀", "quo\"te", "n/1", "n/2", "n/3");
  private static final String FIELDS =
      "<Field>ChecksumAlgorithm</Field><Field>Size</Field><Field>ETag</Field>"
          + "<Field>LastModifiedDate</Field><Field>StorageClass</Field>"
          + "<Field>IsMultipartUploaded</Field><Field>EncryptionStatus</Field>";

  @Override
  LabOptions options() {
    return LabOptions.in(data).withInventoryRows(3).withClock(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Reply configure(String bucket, String id, String format, String versions, String more) {
    String body =
        "<InventoryConfiguration><Id>"
            + id
            + "</Id><IsEnabled>true</IsEnabled><IncludedObjectVersions>"
            + versions
            + "</IncludedObjectVersions><Schedule><Frequency>Daily</Frequency></Schedule>"
            + more
            + "<OptionalFields>"
            + FIELDS
            + "</OptionalFields><Destination><S3BucketDestination><Bucket>arn:aws:s3:::inventories"
            + "</Bucket><Format>"
            + format
            + "</Format><Prefix>inv</Prefix></S3BucketDestination></Destination>"
            + "</InventoryConfiguration>";
    return s3.send("PUT", "/" + bucket + "?inventory&id=" + id, body.getBytes(UTF_8));
  }

  private String source() {
    s3.bucket("inventories");
    String bucket = s3.bucket("photos");
    KEYS.forEach(key -> s3.put(bucket, key, key));
    return bucket;
  }

  private static List<String> matches(String text, String pattern) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static String md5(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  /** The data files of a delivery, checked against its manifest. */
  private List<byte[]> files(InventoryDelivery delivery) throws Exception {
    String manifest = s3.get(delivery.destinationBucket(), delivery.manifestKey()).text();
    List<String> keys = matches(manifest, "\"key\" : \"(.*?)\"");
    List<String> sizes = matches(manifest, "\"size\" : (\\d+)");
    List<String> digests = matches(manifest, "\"MD5checksum\" : \"(.*?)\"");
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] bytes = s3.get(delivery.destinationBucket(), keys.get(i)).bytes();
      assertThat(sizes.get(i)).isEqualTo("" + bytes.length);
      assertThat(digests.get(i)).isEqualTo(md5(bytes));
      files.add(bytes);
    }
    return files;
  }

  private static List<String> csvRows(List<byte[]> files) throws IOException {
    List<String> rows = new ArrayList<>();
    for (byte[] file : files) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
        rows.addAll(new String(in.readAllBytes(), UTF_8).lines().toList());
      }
    }
    return rows;
  }

  @Test
  void deliversInTheLayoutOfAws() throws Exception {
    String bucket = source();
    assertThat(configure(bucket, "daily", "CSV", "Current", "").status()).isEqualTo(204);
    InventoryDelivery delivery = lab.deliverInventory(bucket, "daily");
    String folder = "inv/photos/daily/";
    assertThat(delivery)
        .isEqualTo(
            new InventoryDelivery("inventories", folder + "2026-01-09T01-00Z/manifest.json"));
    List<String> keys = s3.call("GET", "/inventories?list-type=2").all("Key");
    assertThat(keys).hasSize(6).allMatch(key -> key.startsWith(folder));
    byte[] manifest = s3.get("inventories", delivery.manifestKey()).bytes();
    assertThat(s3.get("inventories", folder + "2026-01-09T01-00Z/manifest.checksum").text())
        .isEqualTo(md5(manifest) + "\n");
    String json = new String(manifest, UTF_8);
    assertThat(json)
        .startsWith("{\n  \"sourceBucket\" : \"photos\",\n")
        .contains("\"destinationBucket\" : \"arn:aws:s3:::inventories\"")
        .contains("\"version\" : \"2016-11-30\"")
        .contains("\"creationTimestamp\" : \"1767920400000\"")
        .contains(
            "\"fileSchema\" : \"Bucket, Key, Size, LastModifiedDate, ETag, StorageClass,"
                + " IsMultipartUploaded, EncryptionStatus, ChecksumAlgorithm\"")
        .contains("\"files\" : [ {\n    \"key\" : \"inv/photos/daily/data/");
    String links = s3.get("inventories", folder + "hive/dt=2026-01-09-01-00/symlink.txt").text();
    assertThat(links.lines().toList())
        .hasSize(3)
        .allMatch(line -> line.startsWith("s3://inventories/inv/photos/daily/data/"));
  }

  @Test
  void csvRowsAreQuotedEncodedAndInNoOrder() throws Exception {
    String bucket = source();
    configure(bucket, "daily", "CSV", "Current", "");
    List<String> rows = csvRows(files(lab.deliverInventory(bucket, "daily")));
    assertThat(rows)
        .contains(
            "\"photos\",\"a+b\",\"3\",\"2026-01-09T01:00:42.000Z\",\""
                + etag(bucket, "a b")
                + "\",\"STANDARD\",\"false\",\"SSE-S3\",\"CRC64NVME\"");
    List<String> keys =
        rows.stream()
            .map(row -> URLDecoder.decode(row.split("\",\"", -1)[1], UTF_8))
            .collect(Collectors.toList());
    assertThat(keys).containsExactlyInAnyOrderElementsOf(KEYS).isNotEqualTo(KEYS);
    assertThat(csvRows(files(lab.deliverInventory(bucket, "daily")))).isEqualTo(rows);
  }

  private String etag(String bucket, String key) {
    return s3.head(bucket, key).etag();
  }

  @Test
  void parquetHasTheSchemaOfAwsAndRawKeys() throws Exception {
    String bucket = source();
    configure(bucket, "pq", "Parquet", "Current", "");
    InventoryDelivery delivery = lab.deliverInventory(bucket, "pq");
    assertThat(s3.get("inventories", delivery.manifestKey()).text())
        .contains(
            "\"message s3.inventory {  required binary bucket (STRING);  required binary key"
                + " (STRING);  optional int64 size;  optional int64 last_modified_date"
                + " (TIMESTAMP(MILLIS,true));  optional binary e_tag (STRING);  optional binary"
                + " storage_class (STRING);  optional boolean is_multipart_uploaded;  optional"
                + " binary encryption_status (STRING);  optional binary checksum_algorithm"
                + " (STRING);}\"");
    List<Map<String, Object>> rows = new ArrayList<>();
    files(delivery).forEach(file -> rows.addAll(new ParquetReader(file).rows()));
    assertThat(rows.stream().map(row -> row.get("key"))).hasSameElementsAs(KEYS);
    Map<String, Object> row =
        rows.stream().filter(r -> r.get("key").equals("ü/😀")).findFirst().orElseThrow();
    assertThat(row)
        .containsEntry("bucket", "photos")
        .containsEntry("size", 7L)
        .containsEntry("last_modified_date", 1767920442000L)
        .containsEntry("e_tag", etag(bucket, "ü/😀"))
        .containsEntry("is_multipart_uploaded", false)
        .containsEntry("encryption_status", "SSE-S3");
  }

  @Test
  void allVersionsHaveTheirColumns() throws Exception {
    String bucket = source();
    VersionsTest.enable(s3, bucket);
    String id = s3.put(bucket, "n/1", "new").header("x-amz-version-id");
    String marker = s3.delete(bucket, "n/2").header("x-amz-version-id");
    configure(bucket, "all", "CSV", "All", "<Filter><Prefix>n/</Prefix></Filter>");
    List<String> rows = csvRows(files(lab.deliverInventory(bucket, "all")));
    assertThat(rows).hasSize(5).allMatch(row -> row.startsWith("\"photos\",\"n/"));
    assertThat(rows)
        .anyMatch(
            row -> row.startsWith("\"photos\",\"n/1\",\"" + id + "\",\"true\",\"false\",\"3\""))
        .anyMatch(row -> row.startsWith("\"photos\",\"n/1\",\"\",\"false\",\"false\",\"3\""))
        .contains(
            "\"photos\",\"n/2\",\""
                + marker
                + "\",\"true\",\"true\",\"\",\"2026-01-09T01:00:42.000Z\",\"\",\"\",\"\",\"\",\"\"");
    configure(bucket, "current", "Parquet", "Current", "<Filter><Prefix>n/</Prefix></Filter>");
    List<Object> keys = new ArrayList<>();
    for (byte[] file : files(lab.deliverInventory(bucket, "current"))) {
      new ParquetReader(file).rows().forEach(row -> keys.add(row.get("key")));
    }
    assertThat(keys).containsExactlyInAnyOrder("n/1", "n/3");
  }

  @Test
  void configurationsAreCheckedAndListed() {
    String bucket = source();
    String target = "/" + bucket + "?inventory&id=daily";
    assertThat(s3.call("GET", target).outcome()).isEqualTo("404 NoSuchConfiguration");
    assertThat(configure(bucket, "daily", "XLS", "Current", "").outcome())
        .isEqualTo("400 MalformedXML");
    assertThat(configure(bucket, "daily", "CSV", "Some", "").outcome())
        .isEqualTo("400 MalformedXML");
    configure(bucket, "daily", "CSV", "All", "");
    assertThat(s3.call("GET", target).one("Format")).isEqualTo("CSV");
    configure(bucket, "weekly", "CSV", "All", "");
    assertThat(s3.call("GET", "/" + bucket + "?inventory").all("Id"))
        .containsExactly("daily", "weekly");
    assertThat(s3.call("DELETE", target).status()).isEqualTo(204);
    assertThat(s3.call("GET", target).status()).isEqualTo(404);
  }

  @Test
  void listsConfigurationsInPagesOfAHundred() {
    String bucket = source();
    for (int n = 100; n < 205; n++) {
      configure(bucket, "c" + n, "CSV", "All", "");
    }
    Reply first = s3.call("GET", "/" + bucket + "?inventory");
    assertThat(first.all("Id")).hasSize(100);
    String token = Client.encode(first.one("NextContinuationToken"));
    Reply rest = s3.call("GET", "/" + bucket + "?inventory&continuation-token=" + token);
    assertThat(rest.all("Id")).containsExactly("c200", "c201", "c202", "c203", "c204");
  }

  @Test
  void saysOpenlyWhatItCannotDeliver() {
    String bucket = source();
    configure(bucket, "orc", "ORC", "All", "");
    assertThatThrownBy(() -> lab.deliverInventory(bucket, "orc"))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("ORC");
    assertThat(admin("/_lab/inventory?bucket=photos&id=none").text())
        .contains("NoSuchConfiguration");
  }

  @Test
  void deliversWhenAskedOverHttp() {
    String bucket = source();
    configure(bucket, "daily", "CSV", "Current", "");
    Reply reply = admin("/_lab/inventory?bucket=photos&id=daily");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text().trim())
        .isEqualTo(
            "{\"destinationBucket\": \"inventories\", \"manifestKey\":"
                + " \"inv/photos/daily/2026-01-09T01-00Z/manifest.json\"}");
  }

  private Reply admin(String target) {
    return s3.sendUnsigned("POST", target, BodyPublishers.noBody(), Map.of());
  }
}
