package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultipartTest extends LabTest {
  private static final byte[] FIRST = filled(5 * MIB, 'a');
  private static final byte[] SECOND = filled(MIB, 'b');
  private static final String ETAG = "88fc978485924ccd87ceb19c90195b35-2";

  private static byte[] filled(int size, char c) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) c);
    return bytes;
  }

  private String create(String bucket, String key, String... headers) {
    return s3.post(Client.path(bucket, key) + "?uploads", "", headers).one("UploadId");
  }

  private Reply upload(
      String bucket, String key, String id, int number, byte[] body, String... headers) {
    String target = Client.path(bucket, key) + "?partNumber=" + number + "&uploadId=" + id;
    return s3.send("PUT", target, body, headers);
  }

  private Reply complete(
      String bucket, String key, String id, List<String> parts, String... headers) {
    String body =
        "<CompleteMultipartUpload>" + String.join("", parts) + "</CompleteMultipartUpload>";
    return s3.post(Client.path(bucket, key) + "?uploadId=" + id, body, headers);
  }

  private static String part(int number, String etag, String... checksum) {
    return "<Part><PartNumber>"
        + number
        + "</PartNumber><ETag>\""
        + etag
        + "\"</ETag>"
        + String.join("", checksum)
        + "</Part>";
  }

  /** Uploads bodies as parts from 1 on; returns their entries for the completion. */
  private List<String> uploadAll(String bucket, String key, String id, byte[]... bodies) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < bodies.length; i++) {
      parts.add(part(i + 1, upload(bucket, key, id, i + 1, bodies[i]).etag()));
    }
    return parts;
  }

  @Test
  void etagIsTheDigestOfDigests() {
    String bucket = bucket();
    String id = create(bucket, "k", "Content-Type", "image/png", "x-amz-meta-a", "b");
    List<String> parts = uploadAll(bucket, "k", id, FIRST, SECOND);
    Reply done = complete(bucket, "k", id, parts, "x-amz-mp-object-size", "" + 6 * MIB);
    assertThat(done.one("ETag")).isEqualTo('"' + ETAG + '"');
    Reply head = s3.head(bucket, "k", "x-amz-checksum-mode", "ENABLED");
    assertThat(head.etag()).isEqualTo(ETAG);
    assertThat(head.header("Content-Length")).isEqualTo("" + 6 * MIB);
    assertThat(head.header("Content-Type")).isEqualTo("image/png");
    assertThat(head.header("x-amz-meta-a")).isEqualTo("b");
    assertThat(head.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
    assertThat(head.header("x-amz-checksum-crc64nvme")).isNotEmpty();
    byte[] body = s3.get(bucket, "k").bytes();
    assertThat(Arrays.copyOf(body, 5 * MIB)).isEqualTo(FIRST);
    assertThat(Arrays.copyOfRange(body, 5 * MIB, 6 * MIB)).isEqualTo(SECOND);
    byte[] across = s3.get(bucket, "k", "Range", "bytes=5242878-5242881").bytes();
    assertThat(new String(across, java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("aabb");
  }

  @Test
  void aRepeatedCompletionIsAnsweredAsTheFirstWhileItsVersionIsThere() throws IOException {
    String bucket = bucket();
    VersionsTest.enable(s3, bucket);
    String id = create(bucket, "k");
    List<String> parts = uploadAll(bucket, "k", id, FIRST, SECOND);
    Reply first = complete(bucket, "k", id, parts, "If-None-Match", "*");
    assertThat(first.status()).isEqualTo(200);
    String target = Client.path(bucket, "k") + "?versionId=" + first.header("x-amz-version-id");
    s3.put(bucket, "k", "another");
    lab.close();
    start();
    Reply again = complete(bucket, "k", id, parts, "If-None-Match", "*");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.one("ETag")).isEqualTo(first.one("ETag"));
    assertThat(again.header("x-amz-version-id")).isEqualTo(first.header("x-amz-version-id"));
    assertThat(s3.get(bucket, "k").text()).isEqualTo("another");
    assertThat(complete(bucket, "k", id, parts.subList(0, 1)).outcome())
        .isEqualTo("404 NoSuchUpload");
    assertThat(complete(bucket, "other", id, parts).outcome()).isEqualTo("404 NoSuchUpload");
    s3.call("DELETE", target);
    assertThat(complete(bucket, "k", id, parts).outcome()).isEqualTo("404 NoSuchUpload");
  }

  @Test
  void onePartIsAMultipartObjectToo() {
    String bucket = bucket();
    String id = create(bucket, "k");
    complete(bucket, "k", id, uploadAll(bucket, "k", id, new byte[8 * MIB]));
    assertThat(s3.head(bucket, "k").etag()).isEqualTo("9ed977000dc166f25a9b9ef26fb3c3fc-1");
    s3.put(bucket, "copy", "", "x-amz-copy-source", bucket + "/k");
    assertThat(s3.head(bucket, "copy").etag()).isEqualTo("96995b58d4cbf6aaa9041b4f00c7f6ae");
  }

  @Test
  void compositeAndFullChecksumsFollowFromThoseOfTheParts() {
    String bucket = bucket();
    String id =
        create(
            bucket, "k", "x-amz-checksum-algorithm", "CRC32", "x-amz-checksum-type", "FULL_OBJECT");
    complete(bucket, "k", id, uploadAll(bucket, "k", id, FIRST, SECOND));
    Reply head = s3.head(bucket, "k", "x-amz-checksum-mode", "ENABLED");
    assertThat(head.header("x-amz-checksum-crc32")).isEqualTo("eYkE2A==");
    assertThat(upload(bucket, "k", id, 1, FIRST).outcome()).isEqualTo("404 NoSuchUpload");
  }

  @Test
  void aCompositeUploadNeedsTheChecksumOfEveryPart() {
    String bucket = bucket();
    String id = create(bucket, "k", "x-amz-checksum-algorithm", "SHA256");
    assertThat(upload(bucket, "k", id, 1, SECOND).outcome()).isEqualTo("400 InvalidRequest");
    String sha256 = sha256(SECOND);
    Reply part = upload(bucket, "k", id, 1, SECOND, "x-amz-checksum-sha256", sha256);
    assertThat(part.header("x-amz-checksum-sha256")).isEqualTo(sha256);
    assertThat(complete(bucket, "k", id, List.of(part(1, part.etag()))).outcome())
        .isEqualTo("400 InvalidRequest");
    String element = "<ChecksumSHA256>" + sha256 + "</ChecksumSHA256>";
    assertThat(
            complete(
                    bucket,
                    "k",
                    id,
                    List.of(part(1, part.etag(), element)),
                    "x-amz-checksum-type",
                    "FULL_OBJECT")
                .outcome())
        .isEqualTo("400 BadDigest");
    Reply done = complete(bucket, "k", id, List.of(part(1, part.etag(), element)));
    assertThat(done.one("ChecksumType")).isEqualTo("COMPOSITE");
    assertThat(done.one("ChecksumSHA256")).endsWith("-1");
  }

  private static String sha256(byte[] bytes) {
    return java.util.Base64.getEncoder().encodeToString(SigV4.sha256(bytes));
  }

  @Test
  void refusesWrongLists() {
    String bucket = bucket();
    String id = create(bucket, "k");
    List<String> parts = uploadAll(bucket, "k", id, SECOND, SECOND);
    assertThat(complete(bucket, "k", id, parts).outcome()).isEqualTo("400 EntityTooSmall");
    assertThat(complete(bucket, "k", id, List.of(parts.get(1), parts.get(0))).outcome())
        .isEqualTo("400 InvalidPartOrder");
    assertThat(complete(bucket, "k", id, List.of(part(1, "0".repeat(32)))).outcome())
        .isEqualTo("400 InvalidPart");
    assertThat(complete(bucket, "k", id, List.of(part(3, "0".repeat(32)))).outcome())
        .isEqualTo("400 InvalidPart");
    assertThat(complete(bucket, "k", id, List.of()).outcome()).isEqualTo("400 MalformedXML");
    assertThat(
            complete(bucket, "k", id, parts.subList(0, 1), "x-amz-mp-object-size", "1").outcome())
        .isEqualTo("400 InvalidRequest");
    assertThat(complete(bucket, "k", "none", parts).outcome()).isEqualTo("404 NoSuchUpload");
    assertThat(upload(bucket, "k", id, 10_001, SECOND).outcome()).isEqualTo("400 InvalidArgument");
    assertThat(s3.head(bucket, "k").status()).isEqualTo(404);
  }

  @Test
  void aKeyThatChangedDuringTheUploadIsAConflictForEverAfter() {
    String bucket = bucket();
    String id = create(bucket, "k");
    List<String> parts = uploadAll(bucket, "k", id, SECOND);
    s3.put(bucket, "k", "theirs");
    assertThat(complete(bucket, "k", id, parts, "If-None-Match", "*").outcome())
        .isEqualTo("412 PreconditionFailed");
    s3.delete(bucket, "k");
    for (int i = 0; i < 2; i++) {
      assertThat(complete(bucket, "k", id, parts, "If-None-Match", "*").outcome())
          .isEqualTo("409 ConditionalRequestConflict");
    }
    String again = create(bucket, "k");
    List<String> sent = uploadAll(bucket, "k", again, SECOND);
    assertThat(complete(bucket, "k", again, sent, "If-None-Match", "*").outcome()).isEqualTo("200");
  }

  @Test
  void aRefusedCompletionLeavesTheUploadAsItWas() {
    String bucket = bucket();
    s3.put(bucket, "k", "there");
    String id = create(bucket, "k");
    List<String> parts = uploadAll(bucket, "k", id, SECOND);
    assertThat(complete(bucket, "k", id, parts, "If-None-Match", "*").outcome())
        .isEqualTo("412 PreconditionFailed");
    String etag = s3.head(bucket, "k").header("ETag");
    assertThat(complete(bucket, "k", id, parts, "If-Match", etag).status()).isEqualTo(200);
  }

  @Test
  void showsPartsByPosition() {
    String bucket = bucket();
    String id = create(bucket, "k");
    List<String> parts =
        List.of(
            part(2, upload(bucket, "k", id, 2, FIRST).etag()),
            part(7, upload(bucket, "k", id, 7, SECOND).etag()));
    complete(bucket, "k", id, parts);
    Reply second = s3.call("GET", Client.path(bucket, "k") + "?partNumber=2");
    assertThat(second.status()).isEqualTo(206);
    assertThat(second.bytes()).isEqualTo(SECOND);
    assertThat(second.header("x-amz-mp-parts-count")).isEqualTo("2");
    assertThat(second.header("Content-Range")).isEqualTo("bytes 5242880-6291455/6291456");
    assertThat(s3.call("GET", Client.path(bucket, "k") + "?partNumber=3").outcome())
        .isEqualTo("416 InvalidPartNumber");
    Reply attributes =
        s3.send(
            "GET",
            Client.path(bucket, "k") + "?attributes",
            new byte[0],
            "x-amz-object-attributes",
            "ETag,ObjectParts,ObjectSize");
    assertThat(attributes.one("ETag")).endsWith("-2").doesNotContain("\"");
    assertThat(attributes.one("PartsCount")).isEqualTo("2");
    assertThat(attributes.all("Size")).containsExactly("5242880", "1048576");
  }

  @Test
  void copiesPartsFromObjects() {
    String bucket = bucket();
    byte[] source = new byte[6 * MIB];
    System.arraycopy(FIRST, 0, source, 0, 5 * MIB);
    System.arraycopy(SECOND, 0, source, 5 * MIB, MIB);
    s3.put(bucket, "from", source);
    s3.put(bucket, "small", "small");
    String id = create(bucket, "k");
    List<String> parts = new ArrayList<>();
    int number = 0;
    for (String range : List.of("bytes=0-5242879", "bytes=5242880-6291455")) {
      Reply copied =
          upload(
              bucket,
              "k",
              id,
              ++number,
              new byte[0],
              "x-amz-copy-source",
              bucket + "/from",
              "x-amz-copy-source-range",
              range);
      parts.add(part(number, copied.one("ETag").replace("\"", "")));
    }
    String[] outside = {
      "x-amz-copy-source", bucket + "/from", "x-amz-copy-source-range", "bytes=0-6291456"
    };
    assertThat(upload(bucket, "k", id, 3, new byte[0], outside).outcome())
        .isEqualTo("400 InvalidArgument");
    String[] small = {
      "x-amz-copy-source", bucket + "/small", "x-amz-copy-source-range", "bytes=0-1"
    };
    assertThat(upload(bucket, "k", id, 3, new byte[0], small).outcome())
        .isEqualTo("400 InvalidRequest");
    complete(bucket, "k", id, parts);
    assertThat(s3.head(bucket, "k").etag()).isEqualTo(ETAG);
  }

  @Test
  void listsAndAbortsUploads() {
    String bucket = bucket();
    String first = create(bucket, "a/1");
    String second = create(bucket, "b");
    upload(bucket, "b", second, 1, SECOND);
    upload(bucket, "b", second, 3, SECOND);
    Reply all = s3.call("GET", "/" + bucket + "?uploads");
    assertThat(all.all("UploadId")).containsExactly(first, second);
    Reply page = s3.call("GET", "/" + bucket + "?uploads&max-uploads=1");
    assertThat(page.one("NextUploadIdMarker")).isEqualTo(first);
    Reply rest = s3.call("GET", "/" + bucket + "?uploads&key-marker=a%2F1");
    assertThat(rest.all("UploadId")).containsExactly(second);
    Reply folded = s3.call("GET", "/" + bucket + "?uploads&delimiter=%2F");
    assertThat(folded.one("CommonPrefixes")).contains("a/");
    Reply parts = s3.call("GET", Client.path(bucket, "b") + "?max-parts=1&uploadId=" + second);
    assertThat(parts.all("PartNumber")).containsExactly("1");
    assertThat(parts.one("IsTruncated")).isEqualTo("true");
    Reply more =
        s3.call("GET", Client.path(bucket, "b") + "?part-number-marker=1&uploadId=" + second);
    assertThat(more.all("PartNumber")).containsExactly("3");
    assertThat(s3.call("DELETE", Client.path(bucket, "b") + "?uploadId=" + second).status())
        .isEqualTo(204);
    assertThat(s3.call("GET", Client.path(bucket, "b") + "?uploadId=" + second).outcome())
        .isEqualTo("404 NoSuchUpload");
  }
}
