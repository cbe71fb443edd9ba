package io.stocktake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignaturesTest extends LabTest {
  private Reply listAs(SigV4 signer) {
    return new Client(lab.endpoint(), signer).call("GET", "/");
  }

  @Test
  void refusesStrangersAndWrongSecrets() {
    assertThat(listAs(new SigV4("AKIASTRANGER", lab.secretKey(), "us-east-1")).outcome())
        .isEqualTo("403 InvalidAccessKeyId");
    assertThat(listAs(new SigV4(lab.accessKey(), "wrong", "us-east-1")).outcome())
        .isEqualTo("403 SignatureDoesNotMatch");
    assertThat(s3.sendUnsigned("GET", "/", BodyPublishers.noBody(), Map.of()).outcome())
        .isEqualTo("403 AccessDenied");
  }

  @Test
  void namesTheRegionItExpects() {
    Reply reply = listAs(new SigV4(lab.accessKey(), lab.secretKey(), "eu-west-1"));
    assertThat(reply.outcome()).isEqualTo("400 AuthorizationHeaderMalformed");
    assertThat(reply.one("Region")).isEqualTo("us-east-1");
    assertThat(reply.header("x-amz-bucket-region")).isEqualTo("us-east-1");
  }

  @Test
  void refusesOldRequestsAndOtherBodies() {
    String bucket = bucket();
    String past = SigV4.timestamp(Instant.now().minusSeconds(16 * 60));
    assertThat(s3.put(bucket, "k", "1", "x-amz-date", past).outcome())
        .isEqualTo("403 RequestTimeTooSkewed");
    assertThat(s3.put(bucket, "k", "1", "x-amz-content-sha256", "0".repeat(64)).outcome())
        .isEqualTo("400 XAmzContentSHA256Mismatch");
    assertThat(s3.put(bucket, "k", "1", "x-amz-content-sha256", "nonsense").outcome())
        .isEqualTo("400 InvalidArgument");
    assertThat(s3.head(bucket, "k").status()).isEqualTo(404);
    assertThat(s3.put(bucket, "k", "1", "x-amz-content-sha256", Client.UNSIGNED).status())
        .isEqualTo(200);
  }

  @Test
  void takesPresignedAddressesUntilTheyExpire() {
    String bucket = bucket();
    s3.put(bucket, "a b+c", "hello");
    String path = Client.path(bucket, "a b+c");
    URI endpoint = lab.endpoint();
    String good = s3.signer().presign("GET", endpoint, path, Instant.now(), 60);
    assertThat(fetch(good).text()).isEqualTo("hello");
    assertThat(fetch(good.replace("Expires=60", "Expires=61")).outcome())
        .isEqualTo("403 SignatureDoesNotMatch");
    String expired = s3.signer().presign("GET", endpoint, path, Instant.now().minusSeconds(61), 60);
    assertThat(fetch(expired).outcome()).isEqualTo("403 AccessDenied");
  }

  private Reply fetch(String target) {
    return s3.sendUnsigned("GET", target, BodyPublishers.noBody(), Map.of());
  }
}
