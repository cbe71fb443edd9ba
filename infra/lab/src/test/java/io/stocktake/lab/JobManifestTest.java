package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
    return reference(delivery.manifestKey(), etag, "x")
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
