package io.stocktake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.aws.environment.AwsSettings;
import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.rules.PropertyRule;
import io.stocktake.manifests.rules.PropertyRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session knows where the SDK sends its requests, wherever the SDK has that from. */
class EndpointTest {
  private static final String URL = "http://store.example:9000";
  private static final String CONFIG = "aws.configFile";
  private static final String S3 = "aws.endpointUrlS3";
  private static final String ANY = "aws.endpointUrl";

  @TempDir private Path temp;

  @BeforeEach
  void start() {
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");
    System.setProperty(CONFIG, temp.resolve("none").toString());
  }

  @AfterEach
  void stop() {
    List.of(CONFIG, S3, ANY).forEach(System::clearProperty);
  }

  @ParameterizedTest
  @ValueSource(strings = {S3, ANY})
  void aSystemPropertyNamesAnEndpoint(String property) throws IOException {
    System.setProperty(property, URL);
    isNamed(AwsSettings.none());
  }

  @Test
  void aSectionOfServicesNamesAnEndpoint() throws IOException {
    configure("[default]");
    isNamed(AwsSettings.none());
  }

  @Test
  void theProfileThatIsAskedForNamesItsOwn() throws IOException {
    configure("[default]\n[profile mine]\naws_access_key_id = a\naws_secret_access_key = b");
    isNamed(AwsSettings.none().withProfile("mine"));
    try (AwsSession session = open(AwsSettings.none())) {
      assertThat(session.endpoint()).isEmpty();
    }
  }

  private void configure(String profiles) throws IOException {
    String services = "\nservices = all\n[services all]\ns3 =\n  endpoint_url = ";
    Path file = Files.writeString(temp.resolve("config"), profiles + services + URL + "\n");
    System.setProperty(CONFIG, file.toString());
  }

  private void isNamed(AwsSettings settings) throws IOException {
    CustomerKey key = CustomerKey.read("k", Files.write(temp.resolve("k"), new byte[32]));
    PropertyRules rules = new PropertyRules(List.of(PropertyRule.parse("sse-c=k")));
    CustomerKeys keys = CustomerKeys.of(List.of(key), rules, "");
    try (AwsSession session = open(settings)) {
      assertThat(session.endpoint()).contains(URI.create(URL));
      assertThat(session.where()).isEqualTo(URL);
      assertThatThrownBy(() -> session.store("b", keys))
          .isInstanceOf(StocktakeException.class)
          .hasMessageContaining("HTTPS");
    }
  }

  private static AwsSession open(AwsSettings settings) throws StocktakeException {
    return AwsSession.open(settings.withRegion("eu-west-1"), 2);
  }

  @Test
  void withoutAnyItIsAmazons() throws IOException {
    try (AwsSession session = open(AwsSettings.none())) {
      assertThat(session.endpoint()).isEmpty();
      assertThat(session.where()).contains("Amazon S3");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "store.example, has the form https://host:port",
    "ftp://store.example, ftp://store.example",
    "http://no place, aws.endpointUrlS3"
  })
  void whatIsNoUrlIsRefused(String url, String says) {
    System.setProperty(S3, url);
    assertThatThrownBy(() -> open(AwsSettings.none()))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining(says);
  }
}
