package io.stocktake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import io.stocktake.manifests.testing.StubServer;
import io.stocktake.manifests.testing.StubServer.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What settings of the environment make of requests, as a server that is always busy sees them. */
class RequestSettingsTest {
  private StubServer server;

  @BeforeEach
  void start() throws IOException {
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");
    server = new StubServer(request -> Answer.of(503));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /**
   * The first attempt of a small put goes past the SDK and is not of its number, unless it is 1.
   */
  @ParameterizedTest
  @CsvSource({
    "AWS_MAX_ATTEMPTS, 1, 1, 1",
    "AWS_MAX_ATTEMPTS, 2, 2, 3",
    "AWS_RETRY_MODE, standard, 3, 4",
    "AWS_RETRY_MODE, adaptive, 3, 3"
  })
  void requestsAreTriedAsOftenAsIsSaid(String variable, String value, int heads, int puts)
      throws IOException {
    try (AwsSession session = open(AwsSettings.none(), Map.of(variable, value))) {
      assertThatThrownBy(() -> session.checkBucket("bucket"))
          .isInstanceOf(StocktakeException.class);
      assertThat(requests()).hasSize(heads).containsOnly("HEAD null");
      server.forget();
      put(session);
      assertThat(requests()).hasSize(puts).containsOnly("PUT null");
    }
  }

  @Test
  void theRequesterPaysForEveryRequest() throws IOException {
    AwsSettings settings = AwsSettings.none().withRequesterPays(true);
    try (AwsSession session = open(settings, Map.of())) {
      assertThatThrownBy(() -> session.checkBucket("bucket"))
          .isInstanceOf(StocktakeException.class);
      put(session);
    }
    assertThat(requests()).contains("HEAD requester", "PUT requester");
    assertThat(requests()).allMatch(request -> request.endsWith(" requester"));
  }

  private static void put(AwsSession session) throws IOException {
    byte[] body = {1};
    ObjectHeaders headers = ObjectHeaders.named("a");
    try (ObjectStore store = session.store("bucket")) {
      assertThatThrownBy(
              () ->
                  store
                      .put(
                          new ObjectKey("a"),
                          ByteBuffer.wrap(body),
                          Digests.md5().digest(body),
                          headers,
                          Guard.absent())
                      .join())
          .isInstanceOf(CompletionException.class);
    }
  }

  @Test
  void s3ControlHasAnEndpointOfItsOwn() throws IOException {
    Map<String, String> environment =
        Map.of(
            "AWS_ENDPOINT_URL_S3",
            "http://127.0.0.1:1",
            "AWS_ENDPOINT_URL_S3_CONTROL",
            server.url().toString(),
            "AWS_MAX_ATTEMPTS",
            "1");
    try (AwsSession session = AwsSession.open(region(), environment, 2, RequestThrottle.free(2));
        BatchJobs jobs = session.jobs("111122223333")) {
      assertThatThrownBy(() -> jobs.describe("id"))
          .hasMessageContaining(server.url() + " answered 503");
    }
    assertThat(requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "AWS_MAX_ATTEMPTS, 0, max_attempts",
    "AWS_MAX_ATTEMPTS, many, max_attempts",
    "AWS_RETRY_MODE, often, retry_mode",
    "AWS_USE_FIPS_ENDPOINT, true, use_fips_endpoint",
    "AWS_USE_DUALSTACK_ENDPOINT, true, use_dualstack_endpoint"
  })
  void whatCannotBeIsRefused(String variable, String value, String says) {
    assertThatThrownBy(() -> open(AwsSettings.none(), Map.of(variable, value)).close())
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(says);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"})
  void amazonsOtherHostsAreForAmazonAlone(String variable) throws IOException {
    try (AwsSession session =
        AwsSession.open(region(), Map.of(variable, "true"), 2, RequestThrottle.free(2))) {
      assertThat(session.endpoint()).isEmpty();
    }
    assertThat(requests()).isEmpty();
  }

  private AwsSession open(AwsSettings settings, Map<String, String> environment)
      throws IOException {
    return AwsSession.open(
        settings.withRegion("us-east-1").withEndpoint(server.url()),
        environment,
        2,
        RequestThrottle.free(2));
  }

  private static AwsSettings region() {
    return AwsSettings.none().withRegion("us-east-1");
  }

  /** Each request's method, and who pays for it. */
  private List<String> requests() {
    return server.requests().stream()
        .map(request -> request.method() + " " + request.header("x-amz-request-payer"))
        .toList();
  }
}
