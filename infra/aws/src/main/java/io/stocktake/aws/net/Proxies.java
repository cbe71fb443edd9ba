package io.stocktake.aws.net;

import io.stocktake.manifests.StocktakeException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that the environment names, read as the AWS CLI reads them: {@code http_proxy} and
 * {@code https_proxy} by the scheme of the request's URL, in small letters before capitals, and
 * {@code no_proxy} as a list of names whose hosts are reached without. The rules are those of
 * Python's {@code urllib.request.getproxies_environment} and {@code proxy_bypass_environment},
 * which botocore uses: addresses are compared as text, and ranges of them are not understood.
 */
public final class Proxies {
  /** No proxy for anything. */
  public static final Proxies NONE = new Proxies(Map.of(), "");

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private final Map<String, Proxy> byScheme;
  private final String exceptions;

  private Proxies(Map<String, Proxy> byScheme, String exceptions) {
    this.byScheme = Map.copyOf(byScheme);
    this.exceptions = exceptions;
  }

  /**
   * Reads the environment.
   *
   * @throws StocktakeException of kind USAGE if a variable names no proxy
   */
  public static Proxies of(Map<String, String> environment) throws StocktakeException {
    Map<String, Proxy> byScheme = new HashMap<>();
    for (String scheme : List.of("http", "https")) {
      Optional<String> variable = variable(environment, scheme + "_proxy");
      if (variable.isPresent()) {
        byScheme.put(scheme, parse(variable.get(), environment.get(variable.get()).strip()));
      }
    }
    String exceptions = variable(environment, "no_proxy").map(environment::get).orElse("");
    return new Proxies(byScheme, exceptions);
  }

  /** The variable that counts: one in small letters, though empty, hides the one in capitals. */
  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT))
        .filter(environment::containsKey)
        .findFirst()
        .filter(set -> !environment.get(set).isBlank());
  }

  private static Proxy parse(String variable, String text) throws StocktakeException {
    String url = text.startsWith("//") ? "http:" + text : text;
    try {
      URI uri = new URI(url.contains("://") ? url : "http://" + url);
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getHost() == null || !List.of("http", "https").contains(scheme)) {
        throw noProxy(variable);
      }
      int standard = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
      return new Proxy(
          scheme,
          uri.getHost(),
          uri.getPort() < 0 ? standard : uri.getPort(),
          Optional.ofNullable(uri.getRawUserInfo()).map(Proxies::decoded),
          variable);
    } catch (URISyntaxException e) {
      throw noProxy(variable);
    }
  }

  /** Its value may hold a password, and is not told. */
  private static StocktakeException noProxy(String variable) {
    return StocktakeException.usage(
        variable
            + " names no proxy: it must be like http://host:port or http://user:password@host:port,"
            + " with %XX for what is special in a URL");
  }

  private static String decoded(String userInfo) {
    return URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The proxy for requests to a server; none if it is reached without. */
  public Optional<Proxy> of(URI server) {
    return isException(server)
        ? Optional.empty()
        : Optional.ofNullable(byScheme.get(server.getScheme().toLowerCase(Locale.ROOT)));
  }

  private boolean isException(URI server) {
    if (exceptions.equals("*")) {
      return true;
    }
    String host = server.getHost().toLowerCase(Locale.ROOT);
    String withPort = server.getPort() < 0 ? host : host + ":" + server.getPort();
    return Stream.of(exceptions.split(","))
        .map(name -> name.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\.+", ""))
        .filter(name -> !name.isEmpty())
        .anyMatch(name -> isWithin(host, name) || isWithin(withPort, name));
  }

  private static boolean isWithin(String host, String name) {
    return host.equals(name) || host.endsWith("." + name);
  }
}
