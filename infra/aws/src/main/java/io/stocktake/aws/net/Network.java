package io.stocktake.aws.net;

import io.stocktake.aws.trust.CaBundle;
import io.stocktake.aws.trust.Trust;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.crt.http.HttpClientConnectionManager;
import software.amazon.awssdk.crt.http.HttpClientConnectionManagerOptions;
import software.amazon.awssdk.crt.http.HttpProxyOptions;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.http.crt.ProxyConfiguration;

/**
 * Network settings of a session: trusted certificates and proxies. All clients are made here, so
 * that all of them use these.
 */
public final class Network {
  /** How long a connection may take to open. */
  public static final Duration CONNECT = Duration.ofSeconds(10);

  private final Trust trust;
  private final Proxies proxies;
  private final ConnectionCheck check;
  private final Map<String, Route> routes = new ConcurrentHashMap<>();

  /**
   * A network.
   *
   * @param bundle the authorities to trust instead of the system's
   * @param proxies what goes through which
   */
  public Network(Optional<CaBundle> bundle, Proxies proxies) {
    this.trust = new Trust(bundle);
    this.proxies = proxies;
    this.check = new ConnectionCheck(trust);
  }

  /**
   * A client of the SDK for many requests at once; the caller closes it.
   *
   * @param connections at once, to one host
   * @param patience how long a connection may be silent
   */
  public SdkAsyncHttpClient client(int connections, Duration patience) {
    return new WatchedClient(
        this,
        proxy ->
            trust.during(
                () ->
                    AwsCrtAsyncHttpClient.builder()
                        .maxConcurrency(connections)
                        .connectionTimeout(CONNECT)
                        .useTrustStoreSystemProperties(true)
                        .proxyConfiguration(configuration(proxy))
                        .connectionHealthConfiguration(
                            h -> h.minimumThroughputInBps(1L).minimumThroughputTimeout(patience))
                        .build()));
  }

  /** A client of the SDK for one request after the other; the caller closes it. */
  public SdkHttpClient blockingClient() {
    return new WatchedBlockingClient(
        this,
        proxy ->
            trust.during(
                () ->
                    AwsCrtHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .useTrustStoreSystemProperties(true)
                        .proxyConfiguration(configuration(proxy))
                        .build()));
  }

  /**
   * The proxy is chosen for each server here, and not by the SDK, which reads NO_PROXY otherwise.
   */
  private static ProxyConfiguration configuration(Optional<Proxy> proxy) {
    ProxyConfiguration.Builder configuration =
        ProxyConfiguration.builder()
            .useEnvironmentVariableValues(false)
            .useSystemPropertyValues(false);
    proxy.ifPresent(
        by -> {
          configuration.scheme(by.scheme()).host(by.host()).port(by.port());
          by.name().ifPresent(configuration::username);
          by.password().ifPresent(configuration::password);
        });
    return configuration.build();
  }

  /**
   * Connections of the CRT to one server; the caller closes them.
   *
   * @param options all but what goes for every connection of the session
   */
  public HttpClientConnectionManager connections(
      URI server, HttpClientConnectionManagerOptions options) {
    Optional<Proxy> proxy = proxies.of(server);
    boolean secure = server.getScheme().equals("https");
    try (TlsContext tls = secure || proxy.filter(Proxy::isSecure).isPresent() ? tls() : null) {
      proxy.ifPresent(by -> options.withProxyOptions(options(by, tls)));
      return HttpClientConnectionManager.create(
          options.withUri(server).withTlsContext(secure ? tls : null));
    }
  }

  private TlsContext tls() {
    return trust.during(
        () -> {
          try (TlsContextOptions options = TlsContextOptions.createDefaultClient()) {
            options.overrideDefaultTrustStoreFromJavaSystemProperties();
            return new TlsContext(options);
          }
        });
  }

  private static HttpProxyOptions options(Proxy proxy, TlsContext tls) {
    HttpProxyOptions options = new HttpProxyOptions();
    options.setHost(proxy.host());
    options.setPort(proxy.port());
    options.setTlsContext(proxy.isSecure() ? tls : null);
    if (proxy.user().isPresent()) {
      options.setAuthorizationType(HttpProxyOptions.HttpProxyAuthorizationType.Basic);
      options.setAuthorizationUsername(proxy.name().orElseThrow());
      options.setAuthorizationPassword(proxy.password().orElseThrow());
    }
    return options;
  }

  /** The way to the server of a request. */
  Route route(SdkHttpRequest request) {
    String server = request.protocol() + "://" + request.host() + ":" + request.port();
    Route known = routes.get(server);
    return known != null ? known : routes.computeIfAbsent(server, this::route);
  }

  private Route route(String server) {
    URI url = URI.create(server);
    return new Route(url, proxies.of(url), check);
  }
}
