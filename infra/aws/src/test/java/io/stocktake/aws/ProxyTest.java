package io.stocktake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.aws.net.TestProxy;
import io.stocktake.aws.net.TlsServer;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.lab.tls.CertificateAuthority;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request goes through the proxy that the environment names, or around it where it says. */
class ProxyTest {
  /** A name that no name service knows. */
  private static final String NOWHERE = "s3.invalid";

  @TempDir private Path temp;
  private Lab lab;

  @BeforeEach
  void start() throws IOException {
    lab = Lab.start(LabOptions.in(temp.resolve("lab")));
    lab.createBucket("bucket");
    System.setProperty("aws.accessKeyId", lab.accessKey());
    System.setProperty("aws.secretAccessKey", lab.secretKey());
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_PROXY", "http_proxy"})
  void everyRequestIsForwarded(String variable) throws IOException {
    try (TestProxy proxy = TestProxy.to(lab.endpoint().getPort(), "me:p@ss")) {
      URI url = URI.create("http://" + NOWHERE + ":9000");
      try (AwsSession session = open(url, Map.of(variable, proxy.url("me:p%40ss@")))) {
        TlsTest.useAll(session, lab.account());
      }
      long requests = lab.requestCounts().values().stream().mapToLong(n -> n).sum();
      assertThat(lab.requestCounts()).containsKeys("PutObject", "HeadBucket", "ListJobs");
      assertThat((long) proxy.forwarded()).isEqualTo(requests);
    }
  }

  @Test
  void whatNeedsNoProxyGoesAroundIt() throws IOException {
    try (TestProxy proxy = TestProxy.refusing(403)) {
      Map<String, String> environment =
          Map.of("HTTP_PROXY", proxy.url(""), "NO_PROXY", "example.com, 127.0.0.1");
      try (AwsSession session = open(lab.endpoint(), environment)) {
        TlsTest.useAll(session, lab.account());
      }
      assertThat(proxy.forwarded()).isZero();
    }
  }

  @Test
  void httpsGoesThroughATunnel() throws IOException {
    CertificateAuthority authority = CertificateAuthority.named("Corp CA");
    Instant now = Instant.now();
    Duration day = Duration.ofDays(1);
    Path pem = Files.writeString(temp.resolve("ca.pem"), authority.pem());
    try (TlsServer server =
            new TlsServer(authority.server(List.of(NOWHERE), now.minus(day), now.plus(day)));
        TestProxy proxy = TestProxy.to(server.url(NOWHERE).getPort(), "me:secret")) {
      Map<String, String> environment =
          Map.of("HTTPS_PROXY", proxy.url("me:secret@"), "AWS_CA_BUNDLE", pem.toString());
      try (AwsSession session = open(server.url(NOWHERE), environment)) {
        session.checkBucket("bucket");
      }
      assertThat(server.requests()).isEqualTo(1);
      assertThat(proxy.tunnels()).isPositive();
      try (AwsSession session =
          open(server.url(NOWHERE), Map.of("HTTPS_PROXY", proxy.url("me:secret@")))) {
        assertThatThrownBy(() -> session.checkBucket("bucket"))
            .hasMessageContaining("the certificate of " + NOWHERE + " (through the proxy http://")
            .hasMessageContaining("issued by CN=Corp CA");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http, HTTP_PROXY, '', 407, 'wants a user and password (407)'",
    "http, HTTP_PROXY, me:wrong@, 407, 'does not accept the user and password'",
    "https, HTTPS_PROXY, '', 407, 'wants a user and password (407)'",
    "https, HTTPS_PROXY, me:wrong@, 407, 'does not accept the user and password'",
    "https, HTTPS_PROXY, '', 403, 'refuses to connect to s3.invalid:443 (403)'"
  })
  void aProxyThatRefusesIsNamed(
      String scheme, String variable, String user, int status, String says) throws IOException {
    try (TestProxy proxy = TestProxy.refusing(status);
        AwsSession session =
            open(URI.create(scheme + "://" + NOWHERE), Map.of(variable, proxy.url(user)))) {
      assertThatThrownBy(() -> session.checkBucket("bucket"))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("the proxy " + proxy.url("") + " (" + variable + ")")
          .hasMessageContaining(says)
          .hasMessageNotContaining("wrong");
      assertThatThrownBy(() -> TlsTest.useAll(session, lab.account())).hasMessageContaining(says);
    }
  }

  private static AwsSession open(URI url, Map<String, String> environment) throws IOException {
    AwsSettings settings = AwsSettings.none().withEndpoint(url).withRegion("us-east-1");
    return AwsSession.open(settings.withPathStyle(true), environment, 4, RequestThrottle.free(4));
  }
}
