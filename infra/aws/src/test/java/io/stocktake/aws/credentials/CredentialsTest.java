package io.stocktake.aws.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.aws.net.TestProxy;
import io.stocktake.aws.net.TlsServer;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.lab.tls.CertificateAuthority;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.testing.StubServer;
import io.stocktake.manifests.testing.StubServer.Answer;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Whose credentials are used, and the reason where there are none: by option and by variable. */
class CredentialsTest {
  private static final List<String> PROPERTIES =
      List.of(
          "aws.configFile",
          "aws.sharedCredentialsFile",
          "aws.endpointUrlSts",
          "aws.containerCredentialsFullUri",
          "aws.accessKeyId",
          "aws.secretAccessKey");

  /** Variables of tests that assume the role of a profile. */
  private static final List<String> PROFILED =
      List.of("HTTPS_PROXY", "AWS_CA_BUNDLE", "AWS_REGION");

  @TempDir private Path temp;

  @BeforeEach
  void start() throws IOException {
    stop();
    System.setProperty("aws.sharedCredentialsFile", temp.resolve("none").toString());
  }

  @AfterEach
  void stop() {
    PROPERTIES.forEach(System::clearProperty);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--profile", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"})
  void aProfileThatDoesNotExistIsRefusedThoughThereAreKeys(String way) throws IOException {
    configure("[profile work]\naws_access_key_id=a\naws_secret_access_key=b");
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");

    refuses(way, "wrok", "there is no profile wrok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--profile", "AWS_PROFILE"})
  void aProcessThatFailsIsToldWithItsExitCode(String way) throws IOException {
    configure("[profile work]\ncredential_process = sh -c 'echo no ticket >&2; exit 7'");

    refuses(way, "work", "profile work", "credential_process failed", "7", "no ticket");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--profile", "AWS_PROFILE"})
  void anSsoSessionThatIsNotThereIsToldWithTheCommand(String way) throws IOException {
    configure(
        """
        [profile base]
        sso_session = corp-%s
        sso_account_id = 111122223333
        sso_role_name = reader
        [sso-session corp-%s]
        sso_region = eu-west-1
        sso_start_url = https://example.awsapps.com/start
        [profile work]
        role_arn = arn:aws:iam::111122223333:role/r
        source_profile = base
        region = eu-west-1
        """
            .replace("%s", Long.toString(System.nanoTime())));

    refuses(way, "base", "SSO session has ended", "AWS_PROFILE=base aws sso login");
    refuses(way, "work", "profile work", "SSO session has ended", "AWS_PROFILE=base aws sso login");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--profile", "AWS_PROFILE"})
  void theRefusalOfStsIsToldWithItsCode(String way) throws IOException {
    String answer =
        "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized"
            + " to perform sts:AssumeRole</Message></Error></ErrorResponse>";
    try (StubServer sts = new StubServer(request -> Answer.of(403, answer))) {
      System.setProperty("aws.endpointUrlSts", sts.url().toString());
      assume();

      refuses(
          way, "work", "profile work", "AccessDenied", "not authorized to perform sts:AssumeRole");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--profile", "AWS_PROFILE"})
  void aRoleEndpointThatIsDownIsTold(String way) throws IOException {
    System.setProperty("aws.endpointUrlSts", "http://127.0.0.1:1");
    assume();

    refuses(way, "work", "profile work", "connection refused");
  }

  @Test
  void stsIsReachedAsS3Is() throws IOException {
    CertificateAuthority authority = CertificateAuthority.named("Corp CA");
    Instant now = Instant.now();
    Duration day = Duration.ofDays(1);
    Path pem = Files.writeString(temp.resolve("ca.pem"), authority.pem());
    try (TlsServer sts =
            new TlsServer(authority.server(List.of("localhost"), now.minus(day), now.plus(day)));
        TestProxy proxy = TestProxy.refusing(407)) {
      System.setProperty("aws.endpointUrlSts", sts.url("localhost").toString());
      assume();

      refuses("HTTPS_PROXY", proxy.url(""), "profile work", "(HTTPS_PROXY)", "407");
      refuses("AWS_REGION", "us-east-1", "profile work", "issued by CN=Corp CA");
      assertThat(sts.requests()).isZero();
      // Its answer is none, but it was asked.
      assertThatThrownBy(() -> open("AWS_CA_BUNDLE", pem.toString()).close())
          .hasMessageNotContaining("CN=Corp CA");
      assertThat(sts.requests()).isPositive();
    }
  }

  @Test
  void aContainersEndpointThatIsDownIsTold() {
    String url = "http://127.0.0.1:1/role";
    System.setProperty("aws.containerCredentialsFullUri", url);

    refuses("AWS_CONTAINER_CREDENTIALS_FULL_URI", url, "the role endpoint " + url, "refused");
  }

  private void assume() throws IOException {
    configure(
        """
        [profile keys]
        aws_access_key_id = a
        aws_secret_access_key = b
        [profile work]
        role_arn = arn:aws:iam::111122223333:role/r
        source_profile = keys
        region = eu-west-1
        """);
  }

  @Test
  void keysInTheEnvironmentWinOverAProfileThatIsNotAsked() throws IOException {
    configure("[profile work]\ncredential_process = exit 7");
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");

    try (AwsSession session = open("AWS_PROFILE", "work")) {
      assertThat(session.endpoint()).isPresent();
    }
    refuses("--profile", "work", "credential_process failed");
  }

  @Test
  void aDefaultProfileThatFailsIsToldToo() throws IOException {
    configure("[default]\ncredential_process = exit 7");

    refuses("AWS_DEFAULT_REGION", "us-east-1", "profile default", "credential_process failed");
  }

  private void configure(String text) throws IOException {
    Path file = Files.writeString(temp.resolve("config"), text + "\n");
    System.setProperty("aws.configFile", file.toString());
  }

  private static void refuses(String way, String profile, String... says) {
    assertThatThrownBy(() -> open(way, profile).close())
        .isInstanceOf(StocktakeException.class)
        .message()
        .contains(says)
        .doesNotContain("Exception");
  }

  private static AwsSession open(String way, String value) throws IOException {
    AwsSettings settings =
        AwsSettings.none().withEndpoint(URI.create("http://127.0.0.1:1")).withRegion("us-east-1");
    Map<String, String> environment =
        PROFILED.contains(way) ? Map.of(way, value, "AWS_PROFILE", "work") : Map.of(way, value);
    return way.equals("--profile")
        ? AwsSession.open(settings.withProfile(value), Map.of(), 2, RequestThrottle.free(2))
        : AwsSession.open(settings, environment, 2, RequestThrottle.free(2));
  }
}
