package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.lab.fault.Fault;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultsTest extends LabTest {
  @Test
  void failsAsManyRequestsAsAskedAndNoOthers() {
    String bucket = bucket();
    lab.failNext("PutObject", "a.*", 2, Fault.of(Fault.Kind.SLOW_DOWN));
    assertThat(s3.put(bucket, "b", "1").status()).isEqualTo(200);
    assertThat(s3.put(bucket, "a1", "1").outcome()).isEqualTo("503 SlowDown");
    assertThat(s3.get(bucket, "a1").outcome()).isEqualTo("404 NoSuchKey");
    assertThat(s3.put(bucket, "a2", "1").outcome()).isEqualTo("503 SlowDown");
    assertThat(s3.put(bucket, "a3", "1").status()).isEqualTo(200);
  }

  @Test
  void aLostAnswerHasActedAndALostRequestHasNot() {
    String bucket = bucket();
    lab.failNext("PutObject", "answer", 1, Fault.of(Fault.Kind.LOST_ANSWER));
    assertThatThrownBy(() -> s3.put(bucket, "answer", "1"))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(s3.head(bucket, "answer").status()).isEqualTo(200);
    lab.failNext("PutObject", "request", 1, Fault.of(Fault.Kind.LOST_REQUEST));
    assertThatThrownBy(() -> s3.put(bucket, "request", "1"))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(s3.head(bucket, "request").status()).isEqualTo(404);
  }

  @Test
  void anErrorMayHideInA200() {
    String bucket = bucket();
    s3.put(bucket, "a", "1");
    lab.failNext("CopyObject", ".*", 1, Fault.of(Fault.Kind.ERROR_IN_OK));
    Reply reply = s3.put(bucket, "b", "", "x-amz-copy-source", bucket + "/a");
    assertThat(reply.outcome()).isEqualTo("200 InternalError");
    assertThat(s3.head(bucket, "b").status()).isEqualTo(404);
  }

  @Test
  void canBeAskedOverHttp() {
    String bucket = bucket();
    String fault = "/_lab/faults?operation=HeadObject&key=k&count=1&fault=internal-error";
    assertThat(admin("POST", fault)).isEqualTo("200 {}");
    assertThat(s3.head(bucket, "k").status()).isEqualTo(500);
    assertThat(s3.head(bucket, "k").status()).isEqualTo(404);
    admin("POST", fault);
    admin("DELETE", "/_lab/faults");
    assertThat(s3.head(bucket, "k").status()).isEqualTo(404);
    assertThat(admin("POST", "/_lab/faults?fault=none")).startsWith("400 ");
    assertThat(admin("GET", "/_lab/requests"))
        .isEqualTo("200 {\"CreateBucket\": 1, \"HeadObject\": 3}");
    admin("DELETE", "/_lab/requests");
    assertThat(lab.requestCounts()).isEmpty();
  }

  private String admin(String method, String target) {
    Reply reply = s3.sendUnsigned(method, target, BodyPublishers.noBody(), Map.of());
    return reply.status() + " " + reply.text().trim();
  }
}
