package io.stocktake.aws.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.stocktake.aws.trust.CertificateJudge;
import io.stocktake.aws.trust.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Diagnoses a failed connection by opening one as a request would, with the JDK's TLS. The CRT does
 * not say what is wrong with a certificate, or what a proxy answered, and on Linux it waits ten
 * seconds and more before it says that a handshake failed.
 */
final class ConnectionCheck {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int HTTPS_PORT = 443;
  private static final int MOST_HEADERS = 1 << 16;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})");
  static final int PROXY_AUTHENTICATION = 407;

  private final Trust trust;

  ConnectionCheck(Trust trust) {
    this.trust = trust;
  }

  /**
   * What is wrong, if it is something that another try would not change.
   *
   * @param server scheme, host and port
   */
  Optional<ConnectionException> flaw(URI server, Optional<Proxy> proxy) {
    try (Socket socket = new Socket()) {
      boolean secure = "https".equalsIgnoreCase(server.getScheme());
      String host = server.getHost();
      int port = server.getPort() < 0 ? HTTPS_PORT : server.getPort();
      if (proxy.isPresent()) {
        throughProxy(socket, proxy.get(), secure, host, port);
      } else {
        connect(socket, host, port);
        if (secure) {
          handshake(socket, host, port, "");
        }
      }
      return Optional.empty();
    } catch (ConnectionException e) {
      return Optional.of(e);
    } catch (IOException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static void connect(Socket socket, String host, int port) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(plain(host), port), PATIENCE_MILLIS);
  }

  private void throughProxy(Socket socket, Proxy proxy, boolean secure, String host, int port)
      throws IOException, GeneralSecurityException {
    connect(socket, proxy.host(), proxy.port());
    Socket line =
        proxy.isSecure() ? handshake(socket, proxy.host(), proxy.port(), ", a proxy,") : socket;
    if (secure) {
      tunnel(line, proxy, host + ":" + port);
      handshake(line, host, port, " (through " + proxy + ")");
    }
  }

  private static void tunnel(Socket line, Proxy proxy, String to) throws IOException {
    String authorization =
        proxy.authorization().map(value -> "Proxy-Authorization: " + value + "\r\n").orElse("");
    String request = "CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n" + authorization + "\r\n";
    line.getOutputStream().write(request.getBytes(ISO_8859_1));
    Matcher status = STATUS.matcher(headers(line.getInputStream()));
    if (!status.lookingAt() || status.group(1).startsWith("5")) {
      throw new IOException("no answer of a proxy, or one that may change");
    }
    if (!status.group(1).startsWith("2")) {
      throw refusal(proxy, Integer.parseInt(status.group(1)), to);
    }
  }

  /** What it means that a proxy refuses by itself. */
  static ConnectionException refusal(Proxy proxy, int status, String to) {
    if (status != PROXY_AUTHENTICATION) {
      return new ConnectionException(
          proxy
              + " refuses to connect to "
              + to
              + " ("
              + status
              + "); name hosts that need no proxy in NO_PROXY");
    }
    return new ConnectionException(
        proxy
            + (proxy.user().isPresent()
                ? " does not accept the user and password that the variable holds (407)"
                : " wants a user and password (407): give them as in"
                    + " http://user:password@host:port"));
  }

  private static String headers(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0 && text.length() < MOST_HEADERS) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      text.append((char) next);
    }
    return text.toString();
  }

  private SSLSocket handshake(Socket socket, String host, int port, String by)
      throws IOException, GeneralSecurityException {
    CertificateJudge judge = new CertificateJudge(trust, plain(host));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {judge}, null);
    SSLSocket secure =
        (SSLSocket) context.getSocketFactory().createSocket(socket, plain(host), port, true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    try {
      secure.startHandshake();
      return secure;
    } catch (SSLException e) {
      throw judge
          .flaw()
          .map(
              flaw ->
                  new ConnectionException(
                      flaw.code(),
                      "the certificate of "
                          + host
                          + by
                          + " cannot be accepted: "
                          + flaw.sentence()))
          .orElseThrow(() -> e);
    }
  }

  /** A host as names are resolved; in a URL an IPv6 address has brackets. */
  private static String plain(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
