package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeletesTest extends LabTest {
  static String md5(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** DeleteObjects with the given inside of the document. */
  static Reply delete(Client s3, String bucket, String objects) {
    String body = "<Delete>" + objects + "</Delete>";
    return s3.post("/" + bucket + "?delete", body, "Content-MD5", md5(body));
  }

  @Test
  void deletesManyAndSaysSo() {
    String bucket = bucket();
    s3.put(bucket, "a&b", "1");
    Reply reply =
        delete(s3, bucket, "<Object><Key>a&amp;b</Key></Object><Object><Key>none</Key></Object>");
    assertThat(reply.all("Key")).containsExactly("a&b", "none");
    assertThat(reply.text()).doesNotContain("<Error>");
    assertThat(s3.head(bucket, "a&b").status()).isEqualTo(404);
  }

  @Test
  void quietAnswersHoldErrorsOnly() {
    String bucket = bucket();
    Reply reply =
        delete(
            s3,
            bucket,
            "<Quiet>true</Quiet><Object><Key>a</Key></Object>"
                + "<Object><Key>b</Key><ETag>*</ETag></Object>");
    assertThat(reply.all("Key")).containsExactly("b");
    assertThat(reply.one("Code")).isEqualTo("NoSuchKey");
  }

  @Test
  void needsADigest() {
    String bucket = bucket();
    String body = "<Delete><Object><Key>a</Key></Object></Delete>";
    assertThat(s3.post("/" + bucket + "?delete", body).outcome()).isEqualTo("400 InvalidRequest");
    assertThat(s3.post("/" + bucket + "?delete", body, "Content-MD5", md5("other")).outcome())
        .isEqualTo("400 BadDigest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<Size>1</Size>", "<LastModifiedTime>x</LastModifiedTime>"})
  void conditionsThatAreNotKeptRefuseAllOfIt(String condition) {
    String bucket = bucket();
    s3.put(bucket, "a", "1");
    s3.put(bucket, "b", "1");
    String objects = "<Object><Key>a</Key></Object><Object><Key>b</Key>" + condition + "</Object>";
    assertThat(delete(s3, bucket, objects).outcome()).isEqualTo("501 NotImplemented");
    assertThat(s3.head(bucket, "a").status()).isEqualTo(200);
  }

  @Test
  void refusesMoreThanAThousandKeys() {
    String bucket = bucket();
    String objects =
        IntStream.rangeClosed(0, 1000)
            .mapToObj(n -> "<Object><Key>" + n + "</Key></Object>")
            .collect(Collectors.joining());
    assertThat(delete(s3, bucket, objects).outcome()).isEqualTo("400 MalformedXML");
    assertThat(delete(s3, bucket, "<Object>").outcome()).isEqualTo("400 MalformedXML");
  }
}
