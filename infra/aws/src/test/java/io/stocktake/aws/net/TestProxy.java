package io.stocktake.aws.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy that knows one server, by whatever name it is asked for, and counts what passes: so
 * a name that nobody resolves shows that nothing goes around it.
 */
public final class TestProxy implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)");

  private final ServerSocket listener;
  private final int server;
  private final Optional<String> authorization;
  private final int refusal;
  private final AtomicInteger forwarded = new AtomicInteger();
  private final AtomicInteger tunnels = new AtomicInteger();

  private TestProxy(int server, Optional<String> user, int refusal) throws IOException {
    this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    this.server = server;
    this.authorization = user.map(u -> "Basic " + base64(u));
    this.refusal = refusal;
    daemon(this::accept);
  }

  /** A proxy that lets everybody through. */
  public static TestProxy to(int server) throws IOException {
    return new TestProxy(server, Optional.empty(), 0);
  }

  /** A proxy that insists on a user and password. */
  public static TestProxy to(int server, String user) throws IOException {
    return new TestProxy(server, Optional.of(user), 407);
  }

  /** A proxy that lets nobody through. */
  public static TestProxy refusing(int status) throws IOException {
    return new TestProxy(0, Optional.of("nobody"), status);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }

  /** What to set a variable to. */
  public String url(String user) {
    return "http://" + user + "127.0.0.1:" + listener.getLocalPort();
  }

  /** Requests it passed on. */
  public int forwarded() {
    return forwarded.get();
  }

  /** Connections it opened for others. */
  public int tunnels() {
    return tunnels.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      String head = head(in);
      if (authorization.isPresent() && !head.contains(authorization.get())) {
        answer(client, refusal + " No");
      } else if (head.startsWith("CONNECT ")) {
        tunnels.incrementAndGet();
        answer(client, "200 OK");
        pass(client, in);
      } else if (!head.isEmpty()) {
        forwarded.incrementAndGet();
        forward(client, in, head);
      }
    } catch (IOException e) {
      // Either side may close a connection when it likes.
    }
  }

  private static void answer(Socket client, String status) throws IOException {
    String close = status.startsWith("200") ? "" : "Content-Length: 0\r\nConnection: close\r\n";
    client
        .getOutputStream()
        .write(("HTTP/1.1 " + status + "\r\n" + close + "\r\n").getBytes(ISO_8859_1));
  }

  private void pass(Socket client, InputStream in) throws IOException {
    try (Socket to = new Socket(InetAddress.getLoopbackAddress(), server)) {
      OutputStream out = client.getOutputStream();
      daemon(
          () -> {
            try {
              to.getInputStream().transferTo(out);
              client.close();
            } catch (IOException e) {
              // The other side has ended.
            }
          });
      in.transferTo(to.getOutputStream());
    }
  }

  /** One request for each connection is enough here. */
  private void forward(Socket client, InputStream in, String head) throws IOException {
    try (Socket to = new Socket(InetAddress.getLoopbackAddress(), server)) {
      String own =
          head.replaceFirst(" http://[^/ ]+", " ")
              .replaceFirst("(?i)\r\nproxy-[a-z]+:[^\r]*", "")
              .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
      to.getOutputStream().write(own.getBytes(ISO_8859_1));
      Matcher length = LENGTH.matcher(head);
      to.getOutputStream()
          .write(in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
      to.shutdownOutput();
      to.getInputStream().transferTo(client.getOutputStream());
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      text.append((char) next);
      if (text.length() > 4 && text.indexOf("\r\n\r\n", text.length() - 4) >= 0) {
        break;
      }
    }
    return text.toString();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "test proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
