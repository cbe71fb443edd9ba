package io.stocktake.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest extends LabTest {
  @Test
  void createsListsAndDeletes() {
    String bucket = bucket();
    assertThat(s3.call("PUT", "/" + bucket).outcome()).isEqualTo("409 BucketAlreadyOwnedByYou");
    assertThat(s3.call("HEAD", "/" + bucket).header("x-amz-bucket-region")).isEqualTo("us-east-1");
    assertThat(s3.call("GET", "/").all("Name")).containsExactly(bucket);
    assertThat(s3.call("GET", "/" + bucket + "?location").text()).contains("<LocationConstraint");
    assertThat(s3.call("DELETE", "/" + bucket).status()).isEqualTo(204);
    assertThat(s3.call("HEAD", "/" + bucket).status()).isEqualTo(404);
    assertThat(s3.put(bucket, "k", "1").outcome()).isEqualTo("404 NoSuchBucket");
    assertThat(s3.call("DELETE", "/" + bucket).outcome()).isEqualTo("404 NoSuchBucket");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "Upper", "under_score", "a..b", "-a-", "192.168.0.1", "xn--abc"})
  void refusesBadNames(String name) {
    assertThat(s3.call("PUT", "/" + name).outcome()).isEqualTo("400 InvalidBucketName");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acl", "policy", "cors", "replication", "tagging", "nonsense"})
  void whatItDoesNotHaveIsNotTakenForSomethingElse(String subresource) {
    String bucket = bucket();
    for (String method : new String[] {"GET", "PUT", "DELETE"}) {
      assertThat(s3.call(method, "/" + bucket + "?" + subresource).outcome())
          .isEqualTo("501 NotImplemented");
    }
    assertThat(s3.call("PUT", Client.path(bucket, "k") + "?nonsense").outcome())
        .isEqualTo("501 NotImplemented");
    assertThat(s3.head(bucket, "k").status()).isEqualTo(404);
  }

  @Test
  void keepsLifecycleConfigurations() {
    String bucket = bucket();
    String target = "/" + bucket + "?lifecycle";
    assertThat(s3.call("GET", target).outcome()).isEqualTo("404 NoSuchLifecycleConfiguration");
    String rule =
        "<LifecycleConfiguration><Rule><ID>purge</ID><Status>Enabled</Status><Filter><And>"
            + "<Prefix>trash/</Prefix><Tag><Key>purge</Key><Value>yes</Value></Tag></And></Filter>"
            + "%s</Rule></LifecycleConfiguration>";
    String good = String.format(rule, "<Expiration><Days>1</Days></Expiration>");
    assertThat(put(target, good).status()).isEqualTo(200);
    assertThat(s3.call("GET", target).text()).isEqualTo(good);
    String bad =
        String.format(
            rule,
            "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>");
    assertThat(put(target, bad).outcome()).isEqualTo("400 InvalidRequest");
    assertThat(put(target, String.format(rule, "")).outcome()).isEqualTo("400 InvalidRequest");
    assertThat(s3.call("DELETE", target).status()).isEqualTo(204);
    assertThat(s3.call("GET", target).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<ID>a</ID> | <ID>b</ID> | <Days>1</Days> | 200",
        "<ID>a</ID> | <ID>a</ID> | <Days>1</Days> | 400 InvalidArgument",
        "'' | '' | <Days>1</Days> | 200",
        "'' | '' | <Days>0</Days> | 400 InvalidArgument",
        "'' | '' | <Days>one</Days> | 400 InvalidArgument",
        "'' | '' | <Date>2026-01-01T00:00:00Z</Date> | 200",
        "'' | '' | <Date>2026-01-01T00:00:01Z</Date> | 400 InvalidArgument",
        "'' | '' | <Date>20260101</Date> | 400 MalformedXML",
        "'' | '' | <Days>1</Days><Date>2026-01-01T00:00:00Z</Date> | 400 MalformedXML",
      })
  void lifecycleIdsAndTimesAreChecked(String one, String other, String when, String outcome) {
    String rule = "<Rule>%s<Status>Enabled</Status><Filter/><Expiration>%s</Expiration></Rule>";
    String body =
        "<LifecycleConfiguration>"
            + rule.formatted(one, when)
            + rule.formatted(other, when)
            + "</LifecycleConfiguration>";
    String target = "/" + bucket() + "?lifecycle";
    assertThat(put(target, body).outcome()).isEqualTo(outcome);
    if (outcome.equals("200")) {
      assertThat(s3.call("GET", target).all("ID")).doesNotHaveDuplicates().hasSize(2);
    }
  }

  @Test
  void lifecycleIdsHaveAtMost255Characters() {
    String rule =
        "<LifecycleConfiguration><Rule><ID>%s</ID><Status>Enabled</Status><Filter/><Expiration>"
            + "<Days>1</Days></Expiration></Rule></LifecycleConfiguration>";
    String target = "/" + bucket() + "?lifecycle";
    assertThat(put(target, rule.formatted("i".repeat(255))).status()).isEqualTo(200);
    assertThat(put(target, rule.formatted("i".repeat(256))).outcome())
        .isEqualTo("400 InvalidArgument");
  }

  private Reply put(String target, String body) {
    return s3.send("PUT", target, body.getBytes(UTF_8), "Content-MD5", DeletesTest.md5(body));
  }
}
