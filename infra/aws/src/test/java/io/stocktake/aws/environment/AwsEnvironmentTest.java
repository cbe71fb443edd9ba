package io.stocktake.aws.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.profiles.ProfileFile;

class AwsEnvironmentTest {
  private static final String CONFIG =
      """
      [default]
      region = eu-central-1
      [profile lab]
      region = eu-west-3
      endpoint_url = http://lab:9000
      """;

  @Test
  void explicitSettingsWin() throws IOException {
    AwsSettings settings =
        AwsSettings.none()
            .withProfile("lab")
            .withRegion("us-west-2")
            .withEndpoint(URI.create("https://given"));
    AwsEnvironment found =
        environment(
            settings, Map.of("AWS_REGION", "eu-west-1", "AWS_ENDPOINT_URL", "http://other"));

    assertThat(found.region()).isEqualTo("us-west-2");
    assertThat(found.endpoint()).hasValue(URI.create("https://given"));
  }

  @Test
  void theEnvironmentWinsOverTheProfile() throws IOException {
    AwsEnvironment found =
        environment(
            AwsSettings.none(),
            Map.of(
                "AWS_PROFILE", "lab",
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL", "http://any",
                "AWS_ENDPOINT_URL_S3", "http://s3"));

    assertThat(found.region()).isEqualTo("eu-west-1");
    assertThat(found.endpoint()).hasValue(URI.create("http://s3"));
  }

  @Test
  void theProfileComesLast() throws IOException {
    AwsEnvironment named = environment(AwsSettings.none(), Map.of("AWS_PROFILE", "lab"));
    AwsEnvironment unnamed = environment(AwsSettings.none(), Map.of());
    AwsEnvironment ignored =
        environment(
            AwsSettings.none(),
            Map.of("AWS_PROFILE", "lab", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"));

    assertThat(named.region()).isEqualTo("eu-west-3");
    assertThat(named.endpoint()).hasValue(URI.create("http://lab:9000"));
    assertThat(unnamed.region()).isEqualTo("eu-central-1");
    assertThat(unnamed.endpoint()).isEmpty();
    assertThat(ignored.endpoint()).isEmpty();
  }

  @Test
  void anotherStoreNeedsNoRegion() throws IOException {
    AwsSettings settings = AwsSettings.none().withEndpoint(URI.create("http://minio:9000"));

    assertThat(environment(settings, Map.of("AWS_PROFILE", "none")).region())
        .isEqualTo("us-east-1");
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:9000, true",
    "http://localhost:9000, true",
    "http://[::1]:9000, true",
    "https://s3.example.com, false"
  })
  void bareAddressesGetTheBucketInThePath(String url, boolean expected) throws IOException {
    AwsSettings settings = AwsSettings.none().withEndpoint(URI.create(url));

    assertThat(environment(settings, Map.of()).pathStyle()).isEqualTo(expected);
  }

  @Test
  void aBadEndpointIsRefused() {
    assertThatThrownBy(() -> AwsSettings.none().withEndpoint(URI.create("lab:9000")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> environment(AwsSettings.none(), Map.of("AWS_ENDPOINT_URL", "ftp://x")).endpoint())
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("ftp://x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://u:hunter2@s3", "https://hunter2@s3", "http://u:hunter2@a b"})
  void aPasswordInAnEndpointIsRefusedAndNotRepeated(String url) {
    assertThatThrownBy(
            () -> environment(AwsSettings.none(), Map.of("AWS_ENDPOINT_URL", url)).endpoint())
        .isInstanceOf(StocktakeException.class)
        .hasMessageNotContaining("hunter2");
  }

  private static AwsEnvironment environment(AwsSettings settings, Map<String, String> environment) {
    ProfileFile profiles =
        ProfileFile.builder()
            .type(ProfileFile.Type.CONFIGURATION)
            .content(new ByteArrayInputStream(CONFIG.getBytes(StandardCharsets.UTF_8)))
            .build();
    return new AwsEnvironment(settings, environment, () -> profiles);
  }
}
