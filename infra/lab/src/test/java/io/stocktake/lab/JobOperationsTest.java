package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.stocktake.lab.model.ArchiveTier;
import io.stocktake.lab.seed.Seeding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobOperationsTest extends JobTest {
  private static final long BEYOND_COPY = (5L << 30) + 1;
  private String target;

  @BeforeEach
  void prepare() {
    buckets();
    target = bucket();
    s3.put(source, "a", "1", "x-amz-tagging", "old=1", "x-amz-meta-m", "x", "Content-Type", "t/s");
  }

  private String copy(String more) {
    return "<S3PutObjectCopy><TargetResource>arn:aws:s3:::"
        + target
        + "</TargetResource>"
        + more
        + "</S3PutObjectCopy>";
  }

  private String row(String operation, String key) {
    List<String> rows = rows(operation, keys(key));
    assertThat(rows).hasSize(1);
    return rows.get(0).substring((source + "," + key + ",,").length());
  }

  private String targetTags(String key) {
    Reply reply = s3.call("GET", Client.path(target, key) + "?tagging");
    return reply.all("Key") + "" + reply.all("Value");
  }

  @Test
  void taggingReplacesTheWholeSetAndDeletingRemovesIt() {
    row(TAG_JOB, "a");
    assertThat(tags("a")).isEqualTo("k=v");
    row("<S3DeleteObjectTagging/>", "a");
    assertThat(tags("a")).isEmpty();
  }

  @Test
  void tagsThatS3RefusesAreRefusedAtOnce() {
    String refused = request(TAG_JOB.replace("<Key>k<", "<Key>aws:k<"), keys("a"));
    assertThat(control("POST", "", refused).outcome()).isEqualTo("400 BadRequestException");
  }

  @Test
  void copiesCarryMetadataAndTagsAndGoBelowThePrefix() {
    s3.put(target, "p/a", "old");
    assertThat(row(copy("<TargetKeyPrefix>p</TargetKeyPrefix>"), "a"))
        .isEqualTo("succeeded,200,,success");
    Reply head = s3.get(target, "p/a");
    assertThat(head.text()).isEqualTo("1");
    assertThat(head.header("Content-Type")).isEqualTo("t/s");
    assertThat(head.header("x-amz-meta-m")).isEqualTo("x");
    assertThat(targetTags("p/a")).isEqualTo("[old][1]");
    row(copy("<TargetKeyPrefix>q/</TargetKeyPrefix>"), "a");
    assertThat(s3.get(target, "q//a").text()).isEqualTo("1");
  }

  @Test
  void copiesCanHaveOtherTagsMetadataAndClass() {
    String tags = "<NewObjectTagging><member><Key>n</Key><Value>2</Value></member>";
    row(copy(tags + "</NewObjectTagging><StorageClass>STANDARD_IA</StorageClass>"), "a");
    assertThat(targetTags("a")).isEqualTo("[n][2]");
    assertThat(s3.head(target, "a").header("x-amz-storage-class")).isEqualTo("STANDARD_IA");
    row(
        copy(
            "<NewObjectTagging/><MetadataDirective>REPLACE</MetadataDirective><NewObjectMetadata>"
                + "<ContentType>n/t</ContentType><UserMetadata><entry><key>u</key><value>w</value>"
                + "</entry></UserMetadata></NewObjectMetadata>"),
        "a");
    Reply head = s3.head(target, "a");
    assertThat(targetTags("a")).isEqualTo("[][]");
    assertThat(head.header("Content-Type")).isEqualTo("n/t");
    assertThat(head.header("x-amz-meta-u")).isEqualTo("w");
    assertThat(head.header("x-amz-meta-m")).isEmpty();
  }

  @Test
  void copiesHaveConditionsOnTime() {
    String past = "2020-01-01T00:00:00Z";
    String since = "ModifiedSinceConstraint>";
    assertThat(row(copy("<Un" + since + past + "</Un" + since), "a"))
        .startsWith("failed,412,PreconditionFailed");
    assertThat(row(copy("<" + since + past + "</" + since), "a")).startsWith("succeeded");
  }

  @Test
  void copiesOntoThemselvesMustChangeSomething() {
    String self = copy("").replace(target, source);
    assertThat(row(self, "a")).startsWith("failed,400,InvalidRequest");
    String changed = self.replace("</S3Put", "<StorageClass>GLACIER</StorageClass></S3Put");
    assertThat(row(changed, "a")).startsWith("succeeded");
    assertThat(s3.get(source, "a").outcome()).isEqualTo("403 InvalidObjectState");
  }

  @Test
  void copiesBeyondFiveGibibytesFail() throws IOException {
    lab.seed(new Seeding(source, "large", 1).withFakeSize(BEYOND_COPY));
    assertThat(row(copy(""), "large0000000000")).startsWith("failed,400,InvalidRequest,");
    lab.seed(new Seeding(source, "just", 1).withFakeSize(5L << 30));
    assertThat(row(copy(""), "just0000000000")).startsWith("succeeded");
    assertThat(s3.head(target, "just0000000000").header("Content-Length"))
        .isEqualTo(Long.toString(5L << 30));
  }

  @Test
  void archivedObjectsAreRestoredBeforeTheyAreCopied() {
    s3.put(source, "g", "cold", "x-amz-storage-class", "GLACIER");
    assertThat(row(copy(""), "g")).startsWith("failed,403,InvalidObjectState");
    String restore =
        "<S3InitiateRestoreObject><ExpirationInDays>2</ExpirationInDays>"
            + "<GlacierJobTier>BULK</GlacierJobTier></S3InitiateRestoreObject>";
    lab.jobFaults().slowRestores(Duration.ofMillis(500));
    assertThat(row(restore, "g")).isEqualTo("succeeded,200,,success");
    assertThat(s3.head(source, "g").header("x-amz-restore")).isEqualTo("ongoing-request=\"true\"");
    assertThat(row(restore, "g")).startsWith("failed,409,RestoreAlreadyInProgress");
    until(() -> s3.get(source, "g").status() == 200);
    assertThat(s3.head(source, "g").header("x-amz-restore"))
        .startsWith("ongoing-request=\"false\", expiry-date=\"");
    assertThat(row(copy(""), "g")).startsWith("succeeded");
    assertThat(s3.get(target, "g").text()).isEqualTo("cold");
    assertThat(row(restore, "a")).startsWith("failed,403,InvalidObjectState");
  }

  @Test
  void archivedObjectsCanBeRestoredWithoutAJob() {
    s3.put(source, "g", "cold", "x-amz-storage-class", "DEEP_ARCHIVE");
    assertThat(s3.get(source, "g").outcome()).isEqualTo("403 InvalidObjectState");
    String restore = "<RestoreRequest><Days>1</Days></RestoreRequest>";
    String target = Client.path(source, "g") + "?restore";
    assertThat(s3.post(target, restore).status()).isEqualTo(202);
    assertThat(s3.get(source, "g").text()).isEqualTo("cold");
    assertThat(s3.post(target, restore).status()).isEqualTo(200);
    assertThat(s3.head(source, "g").header("x-amz-storage-class")).isEqualTo("DEEP_ARCHIVE");
  }

  @Test
  void aclsAreRefusedAsBucketsHaveNone() {
    String acl =
        "<S3PutObjectAcl><AccessControlPolicy><CannedAccessControlList>private"
            + "</CannedAccessControlList></AccessControlPolicy></S3PutObjectAcl>";
    assertThat(row(acl, "a")).startsWith("succeeded");
    assertThat(row(acl.replace("private", "public-read"), "a"))
        .startsWith("failed,400,AccessControlListNotSupported");
  }

  private String refusal(String operation) {
    return control("POST", "", request(operation, keys("a"))).outcome();
  }

  private static String replaced(String metadata) {
    return "<MetadataDirective>REPLACE</MetadataDirective><NewObjectMetadata>"
        + metadata
        + "</NewObjectMetadata>";
  }

  private static String entry(String name, int length) {
    String value = "v".repeat(length);
    return "<entry><key>" + name + "</key><value>" + value + "</value></entry>";
  }

  @Test
  void metadataOfCopiesIsWithinTheLimitOfAnObject() {
    String most = entry("a", 1000) + entry("b", 1000) + entry("c", 45);
    String more = entry("a", 1000) + entry("b", 1000) + entry("c", 46);
    assertThat(row(copy(replaced("<UserMetadata>" + most + "</UserMetadata>")), "a"))
        .startsWith("succeeded");
    assertThat(row(copy(replaced("<UserMetadata>" + more + "</UserMetadata>")), "a"))
        .startsWith("failed,400,MetadataTooLarge");
    String wide = "<UserMetadata>" + entry("a", 1025) + "</UserMetadata>";
    assertThat(refusal(copy(replaced(wide)))).isEqualTo("400 BadRequestException");
  }

  @Test
  void copiesAreEncryptedAsTheirMetadataSays() {
    String header = "x-amz-server-side-encryption";
    String key = "<SSEAwsKmsKeyId>" + EncryptionTest.ID + "</SSEAwsKmsKeyId>";
    String kms = "<NewObjectMetadata><SSEAlgorithm>KMS</SSEAlgorithm></NewObjectMetadata>";
    String aes = kms.replace("KMS", "AES256");
    row(copy(""), "a");
    assertThat(s3.head(target, "a").header(header)).isEqualTo("AES256");
    row(copy(kms), "a");
    assertThat(s3.head(target, "a").header(header)).isEqualTo("aws:kms");
    assertThat(s3.head(target, "a").header(header + "-aws-kms-key-id")).startsWith("arn:aws:kms:");
    row(copy(aes), "a");
    assertThat(s3.head(target, "a").header(header)).isEqualTo("AES256");
    for (String both : List.of(key, kms + key)) {
      row(copy(both), "a");
      assertThat(s3.head(target, "a").header(header)).isEqualTo("aws:kms");
      assertThat(s3.head(target, "a").header(header + "-aws-kms-key-id"))
          .isEqualTo(EncryptionTest.ARN + EncryptionTest.ID);
    }
    assertThat(row(copy(key.replace(EncryptionTest.ID, "photos")), "a"))
        .startsWith("failed,400,KMS.NotFoundException");
    EncryptionTest.encryptByDefault(s3, target, "aws:kms", EncryptionTest.ID);
    row(copy(""), "a");
    assertThat(s3.head(target, "a").header(header)).isEqualTo("aws:kms");
    row(copy(replaced("<ContentType>n/t</ContentType><SSEAlgorithm>KMS</SSEAlgorithm>")), "a");
    assertThat(s3.head(target, "a").header(header)).isEqualTo("aws:kms");
    assertThat(s3.head(target, "a").header("Content-Type")).isEqualTo("n/t");
    assertThat(row(copy(kms).replace(target, source), "a")).startsWith("succeeded");
    assertThat(s3.head(source, "a").header(header)).isEqualTo("aws:kms");
    String bad = "400 BadRequestException";
    assertThat(refusal(copy(aes + key))).isEqualTo(bad);
    assertThat(refusal(copy(kms.replace("KMS", "aws:kms")))).isEqualTo(bad);
    assertThat(refusal(copy(kms.replace("KMS", "DES")))).isEqualTo(bad);
  }

  @Test
  void copiesHaveNoAclAndNamesMustBeKnown() {
    String acl = "<CannedAccessControlList>%s</CannedAccessControlList>";
    assertThat(row(copy(acl.formatted("bucket-owner-full-control")), "a")).startsWith("succeeded");
    for (String refused : List.of("public-read", "authenticated-read")) {
      assertThat(row(copy(acl.formatted(refused)), "a"))
          .startsWith("failed,400,AccessControlListNotSupported");
    }
    String bad = "400 BadRequestException";
    assertThat(refusal(copy(acl.formatted("everybody")))).isEqualTo(bad);
    assertThat(
            refusal(
                "<S3PutObjectAcl><AccessControlPolicy>"
                    + acl.formatted("everybody")
                    + "</AccessControlPolicy></S3PutObjectAcl>"))
        .isEqualTo(bad);
    assertThat(row(copy("<RequesterPays>true</RequesterPays>"), "a")).startsWith("succeeded");
    assertThat(refusal(copy("<RequesterPays>yes</RequesterPays>"))).isEqualTo(bad);
    assertThat(refusal(copy("<ChecksumAlgorithm>CRC99</ChecksumAlgorithm>"))).isEqualTo(bad);
    assertThat(refusal(copy("<ChecksumAlgorithm>SHA512</ChecksumAlgorithm>")))
        .isEqualTo("501 NotImplemented");
  }

  private static String restore(String days) {
    return "<S3InitiateRestoreObject>"
        + (days.isEmpty() ? "" : "<ExpirationInDays>" + days + "</ExpirationInDays>")
        + "<GlacierJobTier>STANDARD</GlacierJobTier></S3InitiateRestoreObject>";
  }

  @Test
  void archiveTiersOfIntelligentTieringAreLeftForGood() throws IOException {
    for (String key : List.of("i", "d", "hot")) {
      s3.put(source, key, "tiered", "x-amz-storage-class", "INTELLIGENT_TIERING");
    }
    lab.archive(source, "i", ArchiveTier.ARCHIVE_ACCESS);
    lab.archive(source, "d", ArchiveTier.DEEP_ARCHIVE_ACCESS);
    s3.put(source, "g", "cold", "x-amz-storage-class", "GLACIER");

    assertThat(s3.head(source, "i").header("x-amz-archive-status")).isEqualTo("ARCHIVE_ACCESS");
    assertThat(s3.head(source, "d").header("x-amz-archive-status"))
        .isEqualTo("DEEP_ARCHIVE_ACCESS");
    assertThat(s3.head(source, "hot").header("x-amz-archive-status")).isEmpty();
    Reply refused = s3.get(source, "i");
    assertThat(refused.outcome()).isEqualTo("403 InvalidObjectState");
    assertThat(refused.one("AccessTier")).isEqualTo("ARCHIVE_ACCESS");
    assertThat(row(copy(""), "i")).startsWith("failed,403,InvalidObjectState");
    assertThat(row(restore("3"), "i")).startsWith("failed,400,InvalidArgument");
    assertThat(row(restore(""), "g")).startsWith("failed,400,MalformedXML");
    assertThat(row(restore(""), "hot")).startsWith("failed,403,InvalidObjectState");
    assertThat(refusal(restore("0"))).isEqualTo("400 BadRequestException");

    lab.jobFaults().slowRestores(Duration.ofMillis(500));
    assertThat(row(restore(""), "i")).isEqualTo("succeeded,200,,success");
    assertThat(s3.head(source, "i").header("x-amz-restore")).isEqualTo("ongoing-request=\"true\"");
    assertThat(s3.head(source, "i").header("x-amz-archive-status")).isEqualTo("ARCHIVE_ACCESS");
    assertThat(row(restore(""), "i")).startsWith("failed,409,RestoreAlreadyInProgress");
    until(() -> s3.get(source, "i").status() == 200);
    assertThat(s3.head(source, "i").header("x-amz-restore")).isEmpty();
    assertThat(s3.head(source, "i").header("x-amz-archive-status")).isEmpty();
    assertThat(row(copy(""), "i")).startsWith("succeeded");
    assertThat(row(restore(""), "i")).startsWith("failed,403,InvalidObjectState");
    lab.archive(source, "i", ArchiveTier.DEEP_ARCHIVE_ACCESS);
    assertThat(s3.get(source, "i").outcome()).isEqualTo("403 InvalidObjectState");

    lab.jobFaults().clear();
    String path = Client.path(source, "d") + "?restore";
    assertThat(s3.post(path, "<RestoreRequest><Days>1</Days></RestoreRequest>").outcome())
        .isEqualTo("400 InvalidArgument");
    assertThat(s3.post(path, "<RestoreRequest/>").status()).isEqualTo(202);
    assertThat(s3.get(source, "d").text()).isEqualTo("tiered");
    assertThat(row(checksum("MD5", "FULL_OBJECT"), "i")).startsWith("succeeded");
  }

  private static String retention(String mode, String until) {
    return "<S3PutObjectRetention><BypassGovernanceRetention>true</BypassGovernanceRetention>"
        + "<Retention><Mode>%s</Mode><RetainUntilDate>%s</RetainUntilDate></Retention>"
            .formatted(mode, until)
        + "</S3PutObjectRetention>";
  }

  private void lock(String bucket) {
    String lock =
        "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
            + "</ObjectLockConfiguration>";
    byte[] body = lock.getBytes(StandardCharsets.UTF_8);
    String sha = Base64.getEncoder().encodeToString(SigV4.sha256(body));
    String[] digest = {"x-amz-checksum-sha256", sha};
    String path = "/" + bucket + "?object-lock";
    assertThat(s3.call("GET", path).outcome())
        .isEqualTo("404 ObjectLockConfigurationNotFoundError");
    assertThat(s3.send("PUT", path, body, digest).outcome()).isEqualTo("409 InvalidBucketState");
    VersionsTest.enable(s3, bucket);
    assertThat(s3.send("PUT", path, body, digest).outcome()).isEqualTo("200");
    assertThat(s3.call("GET", path).one("ObjectLockEnabled")).isEqualTo("Enabled");
  }

  @Test
  void locksAreKeptAndKeepVersionsFromBeingDeleted() {
    String hold =
        "<S3PutObjectLegalHold><LegalHold><Status>ON</Status></LegalHold></S3PutObjectLegalHold>";
    assertThat(row(hold, "a"))
        .isEqualTo("failed,400,InvalidRequest,Bucket is missing Object Lock Configuration");
    lock(source);
    assertThat(row(hold, "a")).startsWith("succeeded");
    assertThat(s3.head(source, "a").header("x-amz-object-lock-legal-hold")).isEqualTo("ON");
    String version = Client.path(source, "a") + "?versionId=null";
    assertThat(s3.call("DELETE", version).outcome()).isEqualTo("403 AccessDenied");
    assertThat(row(hold.replace("ON", "OFF"), "a")).startsWith("succeeded");
    assertThat(row(retention("GOVERNANCE", "2999-01-01T00:00:00Z"), "a")).startsWith("succeeded");
    assertThat(s3.call("DELETE", version).outcome()).isEqualTo("403 AccessDenied");
    String none = "<S3PutObjectRetention><Retention/></S3PutObjectRetention>";
    assertThat(row(none, "a")).startsWith("failed,403,AccessDenied");
    assertThat(row(retention("COMPLIANCE", "2000-01-01T00:00:00Z"), "a"))
        .startsWith("failed,400,InvalidArgument,The retain until date must be in the future!");
    assertThat(row(retention("COMPLIANCE", "2998-01-01T00:00:00Z"), "a")).startsWith("succeeded");
    for (String weaker : List.of("GOVERNANCE 2999", "COMPLIANCE 2997")) {
      String[] words = weaker.split(" ", -1);
      assertThat(row(retention(words[0], words[1] + "-01-01T00:00:00Z"), "a"))
          .as(weaker)
          .startsWith("failed,403,AccessDenied");
    }
    assertThat(s3.head(source, "a").header("x-amz-object-lock-mode")).isEqualTo("COMPLIANCE");
    assertThat(s3.call("DELETE", version).outcome()).isEqualTo("403 AccessDenied");
    String half = request(retention("GOVERNANCE", ""), keys("a"));
    assertThat(control("POST", "", half).outcome()).isEqualTo("400 BadRequestException");
  }

  private static String checksum(String algorithm, String type) {
    return "<S3ComputeObjectChecksum><ChecksumAlgorithm>%s</ChecksumAlgorithm><ChecksumType>%s</ChecksumType></S3ComputeObjectChecksum>"
        .formatted(algorithm, type);
  }

  @Test
  void checksumsAreInTheReportAlone() {
    String etag = s3.put(source, "c", "123456789").etag();
    assertThat(row(checksum("CRC32", "FULL_OBJECT"), "c"))
        .isEqualTo(
            "succeeded,200,,\"{\"\"checksum_base64\"\":\"\"y/Q5Jg\\u003d\\u003d\"\",\"\"etag\"\":"
                + "\"\""
                + etag
                + "\"\",\"\"checksumAlgorithm\"\":\"\"CRC32\"\",\"\"checksumType\"\":"
                + "\"\"FULL_OBJECT\"\",\"\"checksum_hex\"\":\"\"CBF43926\"\"}\"");
    assertThat(row(checksum("MD5", "FULL_OBJECT"), "c"))
        .contains("25F9E794323B453885F5181F1B624D0B");
    assertThat(row(checksum("SHA512", "FULL_OBJECT"), "c")).contains("D9E6762DD1C8EAF6");
    assertThat(row(checksum("CRC64NVME", "FULL_OBJECT"), "c")).contains("AE8B14860A799888");
    assertThat(row(checksum("SHA256", "COMPOSITE"), "c")).contains("COMPOSITE");
  }

  @Test
  void noJobReadsWhatIsUnderACustomersKey() {
    s3.put(source, "closed", "1", CustomerKeyTest.key(new byte[32]));
    assertThat(row(copy(""), "closed"))
        .startsWith("failed,400,InvalidRequest,")
        .contains("SSE-C encryption type is not supported for this operation");
    assertThat(row(checksum("MD5", "FULL_OBJECT"), "closed"))
        .matches(
            "failed,200,PermanentFailure,\"error details: \\{\"\"failureMessage\"\":\"\"Task"
                + " [0-9a-f-]{36} SSE-C encryption type is not supported for this operation\"\","
                + " \"\"errorCode\"\": \"\"400\"\"}\"");
    assertThat(row(checksum("MD5", "FULL_OBJECT"), "absent"))
        .startsWith("failed,200,PermanentFailure,\"error details: ")
        .contains("\"\"errorCode\"\": \"\"404\"\"");
    assertThat(row(TAG_JOB, "closed")).startsWith("succeeded,");
  }

  @Test
  void checksumsNeedAFullReportAndATypeThatThereIs() {
    String sha = checksum("SHA256", "FULL_OBJECT");
    String failedOnly = request(sha, keys("a")).replace("AllTasks", "FailedTasksOnly");
    assertThat(control("POST", "", failedOnly).outcome()).isEqualTo("400 BadRequestException");
    String composite = request(checksum("CRC64NVME", "COMPOSITE"), keys("a"));
    assertThat(control("POST", "", composite).outcome()).isEqualTo("400 BadRequestException");
    String hash = request(checksum("XXHASH3", "FULL_OBJECT"), keys("a"));
    assertThat(control("POST", "", hash).outcome()).isEqualTo("501 NotImplemented");
  }
}
