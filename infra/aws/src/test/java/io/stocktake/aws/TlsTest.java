package io.stocktake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.aws.net.ConnectionException;
import io.stocktake.aws.net.TlsServer;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.store.ObjectHeaders;
import io.stocktake.executor.store.ObjectStore;
import io.stocktake.lab.Lab;
import io.stocktake.lab.LabOptions;
import io.stocktake.lab.tls.CertificateAuthority;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.io.Digests;
import io.stocktake.manifests.plan.Guard;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a session trusts, and what it says of a server that it does not. */
class TlsTest {
  private static final CertificateAuthority AUTHORITY = CertificateAuthority.named("Corp CA");
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path temp;

  @BeforeEach
  void keys() {
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");
  }

  @AfterEach
  void forget() {
    System.clearProperty("aws.configFile");
  }

  @ParameterizedTest
  @CsvSource({
    "Corp CA, localhost, -1, 1, ''",
    "Other CA, localhost, -1, 1, 'issued by CN=Corp CA, which is not trusted'",
    "system, localhost, -1, 1, 'issued by CN=Corp CA, which is not trusted'",
    "Corp CA, s3.example.com, -1, 1, 'not for localhost but for s3.example.com'",
    "Corp CA, localhost, -3, -1, 'CN=localhost, issued by CN=Corp CA, expired at '",
    "Corp CA, localhost, 1, 3, 'is valid only from '"
  })
  void aCertificateIsTakenOrItsFlawIsTold(
      String trusted, String name, int from, int to, String says) throws IOException {
    Instant now = Instant.now();
    var tls =
        AUTHORITY.server(
            List.of(name), now.plus(DAY.multipliedBy(from)), now.plus(DAY.multipliedBy(to)));
    try (TlsServer server = new TlsServer(tls);
        AwsSession session = open(server.url("localhost"), bundle(trusted))) {
      if (says.isEmpty()) {
        session.checkBucket("bucket");
        assertThat(server.requests()).isEqualTo(1);
      } else {
        assertThatThrownBy(() -> session.checkBucket("bucket"))
            .isInstanceOf(StocktakeException.class)
            .hasMessageContaining("the certificate of localhost")
            .hasMessageContaining(says)
            .satisfies(
                failure ->
                    assertThat(ConnectionException.of(failure).orElseThrow().code().isPresent())
                        .isEqualTo(says.endsWith("not trusted")));
        assertThat(server.requests()).isZero();
        assertThat(server.connections()).as("none but the check's").isEqualTo(1);
      }
    }
  }

  private Map<String, String> bundle(String trusted) throws IOException {
    CertificateAuthority other = CertificateAuthority.named("Other CA");
    return switch (trusted) {
      case "system" -> Map.of();
      case "Corp CA" -> Map.of("AWS_CA_BUNDLE", write(other.pem() + AUTHORITY.pem()));
      default -> Map.of("AWS_CA_BUNDLE", write(other.pem()));
    };
  }

  private String write(String pem) throws IOException {
    return Files.writeString(temp.resolve("ca.pem"), pem).toString();
  }

  /** A large and a small body, a listing, and jobs: each client and each way of naming the file. */
  @ParameterizedTest
  @ValueSource(strings = {"option", "AWS_CA_BUNDLE", "ca_bundle", "REQUESTS_CA_BUNDLE"})
  void everyRequestTrustsTheBundle(String way) throws IOException {
    try (Lab lab = Lab.start(LabOptions.in(temp.resolve("lab")).withTls(true))) {
      System.setProperty("aws.accessKeyId", lab.accessKey());
      System.setProperty("aws.secretAccessKey", lab.secretKey());
      lab.createBucket("bucket");
      String file = write(lab.caCertificate().orElseThrow());
      Path config = temp.resolve("config");
      Files.writeString(
          config, "[default]\n" + (way.equals("ca_bundle") ? "ca_bundle=" + file : ""));
      System.setProperty("aws.configFile", config.toString());
      Map<String, String> environment = way.contains("CA_BUNDLE") ? Map.of(way, file) : Map.of();
      AwsSettings settings =
          way.equals("option")
              ? AwsSettings.none().withCaBundle(Path.of(file))
              : AwsSettings.none();
      try (AwsSession session = open(lab.endpoint(), environment, settings)) {
        useAll(session, lab.account());
      }
      assertThat(lab.requestCounts())
          .containsKeys("HeadBucket", "PutObject", "CreateMultipartUpload", "ListJobs");
    }
  }

  static void useAll(AwsSession session, String account) throws IOException {
    session.checkBucket("bucket");
    byte[] body = {1, 2, 3};
    try (ObjectStore store = session.store("bucket");
        BatchJobs jobs = session.jobs(account)) {
      ObjectKey key = new ObjectKey("small");
      store
          .put(
              key,
              ByteBuffer.wrap(body),
              Digests.md5().digest(body),
              ObjectHeaders.named("small"),
              Guard.absent())
          .join();
      store.begin(new ObjectKey("large"), ObjectHeaders.named("large")).join();
      assertThat(jobs.list(EnumSet.allOf(JobState.class))).isEmpty();
    }
  }

  @Test
  void aBundleThatIsNotThereIsRefusedBeforeAnythingIsSent() {
    assertThatThrownBy(
            () -> open(URI.create("http://localhost:1"), Map.of("AWS_CA_BUNDLE", "/no/such.pem")))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("/no/such.pem");
  }

  private static AwsSession open(URI url, Map<String, String> environment) throws IOException {
    return open(url, environment, AwsSettings.none());
  }

  private static AwsSession open(URI url, Map<String, String> environment, AwsSettings settings)
      throws IOException {
    return AwsSession.open(
        settings.withEndpoint(url).withRegion("us-east-1"),
        environment,
        4,
        RequestThrottle.free(4));
  }
}
