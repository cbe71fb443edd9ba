package io.stocktake.aws.fastput;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

class HeaderSignerTest {
  private static final String PATH = "/images/a%2Fb//%20%2B%C3%BC~";
  private static final AwsCredentials OURS = AwsBasicCredentials.create("AKIDEXAMPLE", "secret/+");
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final HeaderSigner signer = new HeaderSigner("eu-central-1");

  @Test
  void signsAsTheSdkDoes() {
    assertAsTheSdk(OURS, NOON, Map.of("content-length", "3"));
    assertAsTheSdk(
        OURS,
        NOON.plusSeconds(59),
        Map.of(
            "content-length",
            "3",
            "content-md5",
            "d3jphuuUBcTw04dfiAtAAw==",
            "if-match",
            "\"7778e986eb9405c4f0d3875f880b4003\"",
            "x-amz-meta-note",
            "  two  spaces,\u00fc ",
            "x-amz-tagging",
            "a=b&c=d%20e"));
  }

  @Test
  void signsWithTheDayAndKeysOfEachRequest() {
    assertAsTheSdk(OURS, NOON, Map.of());
    assertAsTheSdk(OURS, NOON.plusSeconds(86_400), Map.of());
    assertAsTheSdk(AwsBasicCredentials.create("AKIDEXAMPLE", "renewed"), NOON, Map.of());
    assertAsTheSdk(AwsSessionCredentials.create("ASIAEXAMPLE", "x", "token=="), NOON, Map.of());
  }

  private void assertAsTheSdk(AwsCredentials credentials, Instant now, Map<String, String> given) {
    SortedMap<String, String> headers = new TreeMap<>(given);
    headers.put("host", "s3.example:9000");

    signer.sign("PUT", PATH, headers, credentials, now);

    SdkHttpRequest theirs = sdk(credentials, now, given);
    headers.forEach(
        (name, value) -> assertThat(theirs.firstMatchingHeader(name)).as(name).hasValue(value));
  }

  private static SdkHttpRequest sdk(
      AwsCredentials credentials, Instant now, Map<String, String> given) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.PUT)
            .protocol("http")
            .host("s3.example")
            .port(9000)
            .encodedPath(PATH);
    given.forEach(request::putHeader);
    return AwsV4HttpSigner.create()
        .signAsync(
            r ->
                r.request(request.build())
                    .identity(credentials)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                    .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false))
        .join()
        .request();
  }
}
