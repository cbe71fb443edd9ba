package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest extends LabTest {
  private static final byte[] BODY = "0123456789abcdef".repeat(4096).getBytes(UTF_8);

  private static String crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return Base64.getEncoder()
        .encodeToString(HexFormat.of().parseHex(String.format("%08x", crc.getValue())));
  }

  @ParameterizedTest
  @CsvSource({
    "crc32, NhCmhg==",
    "crc32c, mnG7TA==",
    "crc64nvme, M3eFcAZSQlc=",
    "sha1, qvTGHdzF6KLavt4PO0gs2a6pQ00=",
    "sha256, LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
  })
  void storesRightChecksumsAndRefusesWrongOnes(String algorithm, String value) {
    String bucket = bucket();
    String header = "x-amz-checksum-" + algorithm;
    assertThat(s3.put(bucket, "k", "hello", header, value).header(header)).isEqualTo(value);
    Reply head = s3.head(bucket, "k", "x-amz-checksum-mode", "ENABLED");
    assertThat(head.header(header)).isEqualTo(value);
    assertThat(head.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
    assertThat(s3.head(bucket, "k").header(header)).isEmpty();
    assertThat(
            s3.get(bucket, "k", "x-amz-checksum-mode", "ENABLED", "Range", "bytes=0-1")
                .header(header))
        .isEmpty();
    assertThat(s3.put(bucket, "wrong", "hullo", header, value).outcome())
        .isEqualTo("400 BadDigest");
    assertThat(s3.put(bucket, "wrong", "hello", header, "AAA=").outcome())
        .isEqualTo("400 InvalidRequest");
    assertThat(s3.head(bucket, "wrong").status()).isEqualTo(404);
  }

  @Test
  void computesAChecksumWhereTheUploadBringsNone() {
    String bucket = bucket();
    s3.put(bucket, "k", "hello");
    assertThat(
            s3.get(bucket, "k", "x-amz-checksum-mode", "ENABLED")
                .header("x-amz-checksum-crc64nvme"))
        .isEqualTo("M3eFcAZSQlc=");
  }

  @Test
  void checksContentMd5() {
    String bucket = bucket();
    assertThat(s3.put(bucket, "k", "hello", "Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==").etag())
        .isEqualTo("5d41402abc4b2a76b9719d911017c592");
    assertThat(s3.put(bucket, "k", "hullo", "Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==").outcome())
        .isEqualTo("400 BadDigest");
    assertThat(s3.put(bucket, "k", "hello", "Content-MD5", "nonsense").outcome())
        .isEqualTo("400 InvalidDigest");
  }

  @Test
  void refusesTwoChecksumsAndUnknownOnes() {
    String bucket = bucket();
    assertThat(
            s3.put(
                    bucket,
                    "k",
                    "hello",
                    "x-amz-checksum-crc32",
                    "NhCmhg==",
                    "x-amz-checksum-crc32c",
                    "mnG7TA==")
                .outcome())
        .isEqualTo("400 InvalidRequest");
    assertThat(s3.put(bucket, "k", "hello", "x-amz-checksum-xxhash3", "AAAAAAAAAAA=").outcome())
        .isEqualTo("501 NotImplemented");
    assertThat(s3.put(bucket, "k", "hello", "x-amz-sdk-checksum-algorithm", "CRC32").outcome())
        .isEqualTo("400 InvalidRequest");
  }

  private Reply chunked(String bucket, String kind, byte[] body, String trailer) {
    String target = Client.path(bucket, "k");
    String timestamp = SigV4.timestamp(Instant.now());
    Map<String, String> headers =
        new TreeMap<>(
            Client.headers(
                "x-amz-content-sha256",
                kind,
                "x-amz-date",
                timestamp,
                "Content-Encoding",
                "aws-chunked",
                "x-amz-decoded-content-length",
                Integer.toString(BODY.length)));
    if (kind.endsWith("TRAILER")) {
      headers.put("x-amz-trailer", "x-amz-checksum-crc32");
    }
    String authorization = s3.signer().authorize("PUT", s3.endpoint(), target, headers);
    String seed = authorization.substring(authorization.lastIndexOf('=') + 1);
    byte[] encoded =
        kind.contains("UNSIGNED")
            ? ChunkedBody.unsigned(body, trailer)
            : new ChunkedBody(s3.signer(), timestamp, seed).signed(body, trailer);
    headers.put("Authorization", authorization);
    return s3.sendUnsigned("PUT", target, BodyPublishers.ofByteArray(encoded), headers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
      })
  void decodesTheChunkedCodings(String kind) {
    String bucket = bucket();
    String trailer = kind.endsWith("TRAILER") ? "x-amz-checksum-crc32:" + crc32(BODY) : "";
    assertThat(chunked(bucket, kind, BODY, trailer).outcome()).isEqualTo("200");
    Reply stored = s3.get(bucket, "k", "x-amz-checksum-mode", "ENABLED");
    assertThat(stored.bytes()).isEqualTo(BODY);
    assertThat(stored.header("Content-Encoding")).isEmpty();
    if (!trailer.isEmpty()) {
      assertThat(stored.header("x-amz-checksum-crc32")).isEqualTo(crc32(BODY));
    }
  }

  @Test
  void refusesChunkedBodiesThatWereChanged() {
    String bucket = bucket();
    byte[] other = BODY.clone();
    other[9000] ^= 1;
    String trailer = "x-amz-checksum-crc32:" + crc32(BODY);
    assertThat(chunked(bucket, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", other, trailer).outcome())
        .isEqualTo("400 BadDigest");
    assertThat(chunked(bucket, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", BODY, "x:y").outcome())
        .isEqualTo("400 InvalidRequest");
    byte[] shorter = java.util.Arrays.copyOf(BODY, 9000);
    String ofShorter = "x-amz-checksum-crc32:" + crc32(shorter);
    assertThat(chunked(bucket, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", shorter, ofShorter).outcome())
        .isEqualTo("400 IncompleteBody");
    assertThat(s3.head(bucket, "k").status()).isEqualTo(404);
  }

  @Test
  void readsRanges() {
    String bucket = bucket();
    s3.put(bucket, "k", "0123456789");
    assertThat(s3.get(bucket, "k", "Range", "bytes=2-4").text()).isEqualTo("234");
    assertThat(s3.get(bucket, "k", "Range", "bytes=8-").text()).isEqualTo("89");
    assertThat(s3.get(bucket, "k", "Range", "bytes=-3").text()).isEqualTo("789");
    assertThat(s3.get(bucket, "k", "Range", "bytes=-30").text()).isEqualTo("0123456789");
    assertThat(s3.get(bucket, "k", "Range", "bytes=5-99").header("Content-Range"))
        .isEqualTo("bytes 5-9/10");
    assertThat(s3.get(bucket, "k", "Range", "bytes=10-").outcome()).isEqualTo("416 InvalidRange");
    assertThat(s3.get(bucket, "k", "Range", "bytes=0-1,3-4").status()).isEqualTo(200);
    Reply head = s3.head(bucket, "k", "Range", "bytes=2-4");
    assertThat(head.status()).isEqualTo(206);
    assertThat(head.header("Content-Length")).isEqualTo("3");
  }

  @Test
  void anEmptyObjectIsAnObject() {
    String bucket = bucket();
    assertThat(s3.put(bucket, "k", "").etag()).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    Reply get = s3.get(bucket, "k");
    assertThat(get.status()).isEqualTo(200);
    assertThat(get.bytes()).isEmpty();
    assertThat(get.header("Content-Length")).isEqualTo("0");
    assertThat(s3.get(bucket, "k", "Range", "bytes=0-0").outcome()).isEqualTo("416 InvalidRange");
  }
}
