package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ObjectsTest extends LabTest {
  private static final String COPY = "x-amz-copy-source";

  @Test
  void keepsHeadersAndMetadata() {
    String bucket = bucket();
    s3.put(
        bucket,
        "k",
        "1",
        "Content-Type",
        "text/plain",
        "Cache-Control",
        "no-store",
        "x-amz-meta-Colour",
        "blue",
        "x-amz-storage-class",
        "STANDARD_IA");
    Reply head = s3.head(bucket, "k");
    assertThat(head.header("Content-Type")).isEqualTo("text/plain");
    assertThat(head.header("Cache-Control")).isEqualTo("no-store");
    assertThat(head.header("x-amz-meta-colour")).isEqualTo("blue");
    assertThat(head.header("x-amz-storage-class")).isEqualTo("STANDARD_IA");
    assertThat(head.header("x-amz-server-side-encryption")).isEqualTo("AES256");
    Reply other = s3.call("GET", Client.path(bucket, "k") + "?response-content-type=image%2Fpng");
    assertThat(other.header("Content-Type")).isEqualTo("image/png");
    assertThat(s3.put(bucket, "k", "1", "x-amz-meta-a", "v".repeat(2048)).outcome())
        .isEqualTo("400 MetadataTooLarge");
    assertThat(s3.put(bucket, "k", "1", "x-amz-storage-class", "COLD").outcome())
        .isEqualTo("400 InvalidStorageClass");
  }

  @Test
  void anEtagUnderKmsIsNotTheMd5() {
    String bucket = bucket();
    String md5 = s3.put(bucket, "plain", "hello").etag();
    String opaque = s3.put(bucket, "k", "hello", "x-amz-server-side-encryption", "aws:kms").etag();
    assertThat(opaque).matches("[0-9a-f]{32}").isNotEqualTo(md5);
    Reply head = s3.head(bucket, "k");
    assertThat(head.header("x-amz-server-side-encryption")).isEqualTo("aws:kms");
    assertThat(head.header("x-amz-server-side-encryption-aws-kms-key-id")).startsWith("arn:aws:");
    assertThat(head.etag()).isEqualTo(opaque);
    assertThat(s3.put(bucket, "k", "hello", "x-amz-server-side-encryption", "rot13").outcome())
        .isEqualTo("400 InvalidArgument");
  }

  @Test
  void copiesWithAndWithoutReplacement() {
    String bucket = bucket();
    s3.put(
        bucket,
        "a",
        "1",
        "Content-Type",
        "text/plain",
        "x-amz-meta-a",
        "1",
        "x-amz-tagging",
        "t=1");
    s3.put(bucket, "b", "", COPY, bucket + "/a");
    Reply copied = s3.head(bucket, "b");
    assertThat(copied.header("Content-Type")).isEqualTo("text/plain");
    assertThat(copied.header("x-amz-meta-a")).isEqualTo("1");
    assertThat(copied.header("x-amz-tagging-count")).isEqualTo("1");
    s3.put(
        bucket,
        "b",
        "",
        COPY,
        bucket + "/a",
        "x-amz-metadata-directive",
        "REPLACE",
        "x-amz-meta-b",
        "2",
        "x-amz-tagging-directive",
        "REPLACE");
    Reply replaced = s3.head(bucket, "b");
    assertThat(replaced.header("Content-Type")).isEqualTo("binary/octet-stream");
    assertThat(replaced.header("x-amz-meta-a")).isEmpty();
    assertThat(replaced.header("x-amz-meta-b")).isEqualTo("2");
    assertThat(replaced.header("x-amz-tagging-count")).isEmpty();
  }

  @Test
  void refusesACopyOntoItselfThatChangesNothing() {
    String bucket = bucket();
    s3.put(bucket, "a", "1");
    assertThat(s3.put(bucket, "a", "", COPY, bucket + "/a").outcome())
        .isEqualTo("400 InvalidRequest");
    assertThat(
            s3.put(bucket, "a", "", COPY, bucket + "/a", "x-amz-checksum-algorithm", "SHA256")
                .one("ChecksumSHA256"))
        .isNotEmpty();
    assertThat(s3.put(bucket, "b", "", COPY, bucket + "/none").outcome())
        .isEqualTo("404 NoSuchKey");
    assertThat(s3.put(bucket, "b", "", COPY, "no-such-bucket/none").outcome())
        .isEqualTo("404 NoSuchBucket");
    assertThat(s3.put(bucket, "b", "", COPY, "nonsense").outcome())
        .isEqualTo("400 InvalidArgument");
  }

  @Test
  void copiesAnOldVersionBack() {
    String bucket = bucket();
    VersionsTest.enable(s3, bucket);
    String first = s3.put(bucket, "k", "1").header("x-amz-version-id");
    s3.put(bucket, "k", "2");
    String marker = s3.delete(bucket, "k").header("x-amz-version-id");
    assertThat(s3.put(bucket, "k", "", COPY, bucket + "/k?versionId=" + marker).outcome())
        .isEqualTo("400 InvalidRequest");
    Reply copied = s3.put(bucket, "k", "", COPY, bucket + "/k?versionId=" + first);
    assertThat(copied.header("x-amz-copy-source-version-id")).isEqualTo(first);
    assertThat(s3.get(bucket, "k").text()).isEqualTo("1");
  }

  @Test
  void readsAndCopiesSeeOneVersionWholeWhileItIsReplaced() {
    String bucket = bucket();
    s3.put(bucket, "k", body(0));
    CompletableFuture<Void> writes =
        CompletableFuture.runAsync(
            () -> {
              for (int n = 1; n <= 100; n++) {
                s3.put(bucket, "k", body(n));
              }
            });
    while (!writes.isDone()) {
      Reply read = s3.get(bucket, "k");
      assertThat(read.text()).isEqualTo(body(Integer.parseInt(read.text().split(" ", 2)[0])));
      assertThat(s3.put(bucket, "copy", "", COPY, bucket + "/k").outcome()).isEqualTo("200");
    }
    writes.join();
  }

  private static String body(int n) {
    return (n + " ").repeat(20_000);
  }

  @Test
  void archivedObjectsCannotBeRead() {
    String bucket = bucket();
    s3.put(bucket, "k", "1", "x-amz-storage-class", "DEEP_ARCHIVE");
    assertThat(s3.get(bucket, "k").outcome()).isEqualTo("403 InvalidObjectState");
    assertThat(s3.head(bucket, "k").status()).isEqualTo(200);
    assertThat(s3.put(bucket, "b", "", COPY, bucket + "/k").outcome())
        .isEqualTo("403 InvalidObjectState");
  }

  private Reply tag(String bucket, String key, String tags) {
    String body = "<Tagging><TagSet>" + tags + "</TagSet></Tagging>";
    return s3.send(
        "PUT",
        Client.path(bucket, key) + "?tagging",
        body.getBytes(UTF_8),
        "Content-MD5",
        DeletesTest.md5(body));
  }

  private static String tagOf(String key, String value) {
    return "<Tag><Key>" + key + "</Key><Value>" + value + "</Value></Tag>";
  }

  @Test
  void tagsAreReplacedWhole() {
    String bucket = bucket();
    String tagging = Client.path(bucket, "k") + "?tagging";
    s3.put(bucket, "k", "1", "x-amz-tagging", "a=b%20c&d=%2B");
    assertThat(s3.call("GET", tagging).all("Value")).containsExactly("b c", "+");
    Reply before = s3.head(bucket, "k");
    assertThat(tag(bucket, "k", tagOf("x", "y")).status()).isEqualTo(200);
    Reply after = s3.head(bucket, "k");
    assertThat(after.etag()).isEqualTo(before.etag());
    assertThat(after.header("Last-Modified")).isEqualTo(before.header("Last-Modified"));
    assertThat(s3.call("GET", tagging).all("Key")).containsExactly("x");
    assertThat(s3.call("DELETE", tagging).status()).isEqualTo(204);
    assertThat(s3.call("GET", tagging).all("Key")).isEmpty();
    assertThat(s3.call("GET", Client.path(bucket, "none") + "?tagging").outcome())
        .isEqualTo("404 NoSuchKey");
  }

  @Test
  void refusesBadTags() {
    String bucket = bucket();
    s3.put(bucket, "k", "1");
    assertThat(tag(bucket, "k", tagOf("a", "1") + tagOf("a", "2")).outcome())
        .isEqualTo("400 InvalidTag");
    assertThat(tag(bucket, "k", tagOf("aws:a", "1")).outcome()).isEqualTo("400 InvalidTag");
    assertThat(tag(bucket, "k", tagOf("a", "v".repeat(257))).outcome()).isEqualTo("400 InvalidTag");
    assertThat(s3.put(bucket, "k", "1", "x-amz-tagging", "a=%7B").outcome())
        .isEqualTo("400 InvalidTag");
    StringBuilder eleven = new StringBuilder();
    for (int i = 0; i < 11; i++) {
      eleven.append(tagOf("k" + i, ""));
    }
    assertThat(tag(bucket, "k", eleven.toString()).outcome()).isEqualTo("400 BadRequest");
    assertThat(tag(bucket, "none", "").outcome()).isEqualTo("404 NoSuchKey");
  }
}
