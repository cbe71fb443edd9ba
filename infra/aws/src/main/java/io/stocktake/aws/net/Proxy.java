package io.stocktake.aws.net;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * An HTTP proxy.
 *
 * @param scheme {@code http} or {@code https}: how it is spoken to
 * @param host its name or address
 * @param port its port
 * @param user the user and password to give it, divided by a colon
 * @param variable what names it
 */
public record Proxy(String scheme, String host, int port, Optional<String> user, String variable) {

  /** Where it is; without the password. */
  URI url() {
    return URI.create(scheme + "://" + host + ":" + port);
  }

  boolean isSecure() {
    return scheme.equals("https");
  }

  Optional<String> name() {
    return user.map(pair -> pair.split(":", 2)[0]);
  }

  Optional<String> password() {
    return user.map(pair -> pair.contains(":") ? pair.split(":", 2)[1] : "");
  }

  /** The value of Proxy-Authorization, of the Basic scheme (RFC 7617). */
  Optional<String> authorization() {
    return user.map(
        pair ->
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  /** The proxy in words; without the password. */
  @Override
  public String toString() {
    return "the proxy " + url() + " (" + variable + ")";
  }
}
