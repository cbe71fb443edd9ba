package io.stocktake.aws.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of Python's urllib, by which botocore chooses proxies. */
class ProxiesTest {
  @ParameterizedTest
  @CsvSource({
    "HTTP_PROXY=http://p:1, http://s3:9000, http://p:1",
    "http_proxy=http://p:1, http://s3, http://p:1",
    "HTTP_PROXY=http://p:1, https://s3, ''",
    "HTTPS_PROXY=http://p:1, https://s3, http://p:1",
    "HTTPS_PROXY=https://p, https://s3, https://p:443",
    "HTTPS_PROXY=p:3128, https://s3, http://p:3128",
    "HTTPS_PROXY=//p:3128, https://s3, http://p:3128",
    "HTTPS_PROXY=proxy, https://s3, http://proxy:80",
    "HTTPS_PROXY=http://big:1 https_proxy=http://small:2, https://s3, http://small:2",
    "HTTPS_PROXY=http://big:1 https_proxy=, https://s3, ''",
    "ALL_PROXY=http://p:1, https://s3, ''",
    "HTTPS_PROXY=, https://s3, ''"
  })
  void theSchemeOfTheRequestChooses(String environment, String url, String proxy)
      throws IOException {
    assertThat(chosen(environment, url)).isEqualTo(proxy);
  }

  @ParameterizedTest
  @CsvSource({
    "s3.example.com, false",
    "example.com, false",
    ".example.com, false",
    "EXAMPLE.com, false",
    "'a.b, example.com', false",
    "ample.com, true",
    "s3.example.com:9000, false",
    "s3.example.com:9001, true",
    "example.com:9000, false",
    "*, false",
    "'*,a.b', true",
    "*.example.com, true",
    "'', true",
    "' , ,', true"
  })
  void namesOfNoProxyAreSuffixes(String exceptions, boolean proxied) throws IOException {
    String chosen =
        chosen("HTTPS_PROXY=http://p:1", "NO_PROXY", exceptions, "https://s3.example.com:9000");

    assertThat(chosen.isEmpty()).isNotEqualTo(proxied);
  }

  /** As with the AWS CLI, addresses are names like others, and ranges of them are nothing. */
  @ParameterizedTest
  @CsvSource({"127.0.0.1, false", "127.0.0.0/8, true", "0.0.1, false"})
  void addressesAreText(String exceptions, boolean proxied) throws IOException {
    String chosen = chosen("HTTP_PROXY=http://p:1", "no_proxy", exceptions, "http://127.0.0.1:80");

    assertThat(chosen.isEmpty()).isNotEqualTo(proxied);
  }

  @Test
  void userAndPasswordAreDecodedAndNotTold() throws IOException {
    Map<String, String> environment = Map.of("HTTPS_PROXY", "http://me:p%40ss+w:d@p:1");
    Proxy proxy = Proxies.of(environment).of(URI.create("https://s3")).orElseThrow();

    assertThat(proxy.name()).hasValue("me");
    assertThat(proxy.password()).hasValue("p@ss+w:d");
    assertThat(proxy.toString()).isEqualTo("the proxy http://p:1 (HTTPS_PROXY)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://p:1", "http://", "http://u:secret@", "http://u:secret@a b:1"})
  void whatIsNoProxyIsRefused(String url) {
    assertThatThrownBy(() -> Proxies.of(Map.of("HTTPS_PROXY", url)))
        .isInstanceOf(StocktakeException.class)
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageNotContaining("secret");
  }

  private static String chosen(String environment, String url) throws IOException {
    Map<String, String> variables =
        Stream.of(environment.split(" "))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    Optional<Proxy> proxy = Proxies.of(variables).of(URI.create(url));
    return proxy.map(Proxy::url).map(URI::toString).orElse("");
  }

  private static String chosen(String proxies, String name, String value, String url)
      throws IOException {
    String[] pair = proxies.split("=", 2);
    return Proxies.of(Map.of(pair[0], pair[1], name, value))
        .of(URI.create(url))
        .map(proxy -> proxy.url().toString())
        .orElse("");
  }
}
