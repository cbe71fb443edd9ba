package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects under keys that the customer keeps: as S3 answers, with the key, another and none. */
class CustomerKeyTest extends LabTest {
  private static final String START = "x-amz-server-side-encryption-customer-";
  private static final String SOURCE = "x-amz-copy-source-server-side-encryption-customer-";
  private static final String COPY = "x-amz-copy-source";
  private static final byte[] ONE = "0123456789abcdef0123456789abcdef".getBytes(ISO_8859_1);
  private static final byte[] OTHER = "0123456789ABCDEF0123456789ABCDEF".getBytes(ISO_8859_1);
  private static final byte[] PART = new byte[5 * MIB];

  /** Headers of a request that brings a key. */
  static String[] key(byte[] key) {
    return key(START, key);
  }

  private static String[] key(String start, byte[] key) {
    return new String[] {
      start + "algorithm", "AES256", start + "key", base64(key), start + "key-MD5", base64(md5(key))
    };
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String[] all(String[]... headers) {
    return Stream.of(headers).flatMap(Arrays::stream).toArray(String[]::new);
  }

  @Test
  void anObjectOpensWithItsKeyAlone() {
    String bucket = bucket();
    String plain = s3.put(bucket, "plain", "hello").etag();
    Reply put = s3.put(bucket, "k", "hello", key(ONE));
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.etag()).matches("[0-9a-f]{32}").isNotEqualTo(plain);
    for (Reply reply :
        List.of(put, s3.head(bucket, "k", key(ONE)), s3.get(bucket, "k", key(ONE)))) {
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.etag()).isEqualTo(put.etag());
      assertThat(reply.header(START + "algorithm")).isEqualTo("AES256");
      assertThat(reply.header(START + "key-MD5")).isEqualTo(base64(md5(ONE)));
      assertThat(reply.header("x-amz-server-side-encryption")).isEmpty();
    }
    assertThat(s3.get(bucket, "k", key(ONE)).text()).isEqualTo("hello");
    assertThat(s3.head(bucket, "k").status()).isEqualTo(400);
    assertThat(s3.get(bucket, "k").outcome()).isEqualTo("400 InvalidRequest");
    assertThat(s3.get(bucket, "k").one("Message"))
        .isEqualTo(
            "The object was stored using a form of Server Side Encryption. The correct parameters"
                + " must be provided to retrieve the object.");
    assertThat(s3.head(bucket, "k", key(OTHER)).status()).isEqualTo(403);
    assertThat(s3.get(bucket, "k", key(OTHER)).outcome()).isEqualTo("403 AccessDenied");
    assertThat(s3.head(bucket, "plain", key(ONE)).status()).isEqualTo(400);
    assertThat(s3.get(bucket, "plain", key(ONE)).outcome()).isEqualTo("400 InvalidRequest");
    assertThat(s3.head(bucket, "none", key(ONE)).status()).isEqualTo(404);
    String attributes = Client.path(bucket, "k") + "?attributes";
    String[] size = {"x-amz-object-attributes", "ObjectSize"};
    assertThat(s3.send("GET", attributes, new byte[0], size).outcome())
        .isEqualTo("400 InvalidRequest");
    assertThat(s3.send("GET", attributes, new byte[0], all(size, key(ONE))).one("ObjectSize"))
        .isEqualTo("5");
  }

  @Test
  void conditionsNeedNoKey() {
    String bucket = bucket();
    String first = s3.put(bucket, "k", "1", key(ONE)).etag();
    assertThat(s3.put(bucket, "k", "2", "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(s3.put(bucket, "k", "2", "If-Match", "\"" + first + "x\"").status()).isEqualTo(412);
    String second = s3.put(bucket, "k", "2", "If-Match", '"' + first + '"').etag();
    assertThat(s3.get(bucket, "k").text()).isEqualTo("2");
    assertThat(s3.delete(bucket, "k", "If-Match", '"' + second + '"').status()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource({
    "AES128, MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=, 1dZi0uLlSjfqVMQxYeIB9w==,"
        + " 400 InvalidEncryptionAlgorithmError",
    "AES256, c2hvcnQ=, T0nFNVC9kpuYhTYYQ5YuGg==, 400 InvalidArgument",
    "AES256, MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=, AAAAAAAAAAAAAAAAAAAAAA==,"
        + " 400 InvalidArgument",
    "AES256, *, AAAAAAAAAAAAAAAAAAAAAA==, 400 InvalidArgument"
  })
  void aKeyThatIsNoneIsRefused(String algorithm, String key, String md5, String outcome) {
    String bucket = bucket();
    String[] headers = {START + "algorithm", algorithm, START + "key", key, START + "key-MD5", md5};
    Reply reply = s3.put(bucket, "k", "1", headers);
    assertThat(reply.outcome()).isEqualTo(outcome);
    assertThat(reply.text()).doesNotContain(key);
    assertThat(s3.head(bucket, "k").status()).isEqualTo(404);
  }

  @Test
  void halfAKeyOrTwoWaysToEncryptAreRefused() {
    String bucket = bucket();
    assertThat(s3.put(bucket, "k", "1", START + "algorithm", "AES256").outcome())
        .isEqualTo("400 InvalidArgument");
    String[] kms = {"x-amz-server-side-encryption", "aws:kms"};
    assertThat(s3.put(bucket, "k", "1", all(key(ONE), kms)).outcome())
        .isEqualTo("400 InvalidArgument");
  }

  @Test
  void partsGoWithTheKeyOfTheirUpload() {
    String bucket = bucket();
    String id = s3.post(Client.path(bucket, "k") + "?uploads", "", key(ONE)).one("UploadId");
    assertThat(part(bucket, id, 1).outcome()).isEqualTo("400 InvalidRequest");
    assertThat(part(bucket, id, 1, key(OTHER)).outcome()).isEqualTo("400 InvalidRequest");
    List<String> etags = new ArrayList<>();
    for (int number = 1; number <= 2; number++) {
      Reply part = part(bucket, id, number, key(ONE));
      assertThat(part.header(START + "key-MD5")).isEqualTo(base64(md5(ONE)));
      etags.add(part.etag());
    }
    assertThat(etags.get(0)).isNotEqualTo(etags.get(1));
    assertThat(complete(bucket, id, etags, key(OTHER)).outcome()).isEqualTo("400 InvalidRequest");
    Reply done = complete(bucket, id, etags);
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.header(START + "algorithm")).as("no such header in the API").isEmpty();
    assertThat(s3.get(bucket, "k").outcome()).isEqualTo("400 InvalidRequest");
    assertThat(s3.get(bucket, "k", key(ONE)).bytes()).hasSize(2 * PART.length);

    String open = s3.post(Client.path(bucket, "k") + "?uploads", "").one("UploadId");
    assertThat(part(bucket, open, 1, key(ONE)).outcome()).isEqualTo("400 InvalidRequest");
  }

  private Reply part(String bucket, String id, int number, String... headers) {
    String target = Client.path(bucket, "k") + "?partNumber=" + number + "&uploadId=" + id;
    return s3.send("PUT", target, PART, headers);
  }

  private Reply complete(String bucket, String id, List<String> etags, String... headers) {
    StringBuilder body = new StringBuilder("<CompleteMultipartUpload>");
    for (int i = 0; i < etags.size(); i++) {
      body.append("<Part><PartNumber>" + (i + 1) + "</PartNumber>");
      body.append("<ETag>\"" + etags.get(i) + "\"</ETag></Part>");
    }
    String target = Client.path(bucket, "k") + "?uploadId=" + id;
    return s3.post(target, body.append("</CompleteMultipartUpload>").toString(), headers);
  }

  @Test
  void copiesOpenTheirSourceAndAreClosedOnTheirOwn() {
    String bucket = bucket();
    s3.put(bucket, "k", "hello", key(ONE));
    s3.put(bucket, "plain", "hello");
    String[] from = {COPY, bucket + "/k"};
    assertThat(s3.put(bucket, "c", "", from).outcome()).isEqualTo("400 InvalidRequest");
    assertThat(s3.put(bucket, "c", "", all(from, key(SOURCE, OTHER))).outcome())
        .isEqualTo("403 AccessDenied");
    String[] plain = {COPY, bucket + "/plain"};
    assertThat(s3.put(bucket, "c", "", all(plain, key(SOURCE, ONE))).outcome())
        .isEqualTo("400 InvalidRequest");

    assertThat(s3.put(bucket, "open", "", all(from, key(SOURCE, ONE))).status()).isEqualTo(200);
    assertThat(s3.get(bucket, "open").text()).isEqualTo("hello");
    Reply copy = s3.put(bucket, "closed", "", all(from, key(SOURCE, ONE), key(OTHER)));
    assertThat(copy.header(START + "key-MD5")).isEqualTo(base64(md5(OTHER)));
    assertThat(s3.get(bucket, "closed", key(OTHER)).text()).isEqualTo("hello");
    Reply self = s3.put(bucket, "plain", "", all(plain, key(ONE)));
    assertThat(self.status()).as("another encryption is a change").isEqualTo(200);
    assertThat(s3.get(bucket, "plain", key(ONE)).text()).isEqualTo("hello");

    String id = s3.post(Client.path(bucket, "p") + "?uploads", "", key(OTHER)).one("UploadId");
    String target = Client.path(bucket, "p") + "?partNumber=1&uploadId=" + id;
    assertThat(s3.send("PUT", target, new byte[0], all(from, key(OTHER))).outcome())
        .isEqualTo("400 InvalidRequest");
    Reply part = s3.send("PUT", target, new byte[0], all(from, key(OTHER), key(SOURCE, ONE)));
    assertThat(part.status()).isEqualTo(200);
    assertThat(part.header(START + "key-MD5")).isEqualTo(base64(md5(OTHER)));
  }

  @Test
  void theKeyIsNotKeptAndItsObjectsOpenAfterARestart() throws IOException {
    String bucket = bucket();
    s3.put(bucket, "k", "hello", key(ONE));
    String id = s3.post(Client.path(bucket, "up") + "?uploads", "", key(ONE)).one("UploadId");
    lab.close();
    start();
    assertThat(s3.get(bucket, "k", key(ONE)).text()).isEqualTo("hello");
    assertThat(s3.get(bucket, "k").status()).isEqualTo(400);
    String target = Client.path(bucket, "up") + "?partNumber=1&uploadId=" + id;
    assertThat(s3.send("PUT", target, PART).status()).isEqualTo(400);
    assertThat(s3.send("PUT", target, PART, key(ONE)).status()).isEqualTo(200);
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
            .as("%s", file)
            .doesNotContain(new String(ONE, ISO_8859_1))
            .doesNotContain(base64(ONE));
      }
    }
  }
}
