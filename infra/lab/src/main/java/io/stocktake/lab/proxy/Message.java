package io.stocktake.lab.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** An HTTP/1.1 message as it stands on the line, so that signatures stay what they are. */
final class Message {
  private static final String END = "\r\n";

  /** First line and headers, each ended by CR LF, without the empty line. */
  private final String head;

  private final byte[] body;

  private Message(String head, byte[] body) {
    this.head = head;
    this.body = body;
  }

  /**
   * The next request of a client, which is asked for the body if it waits for that; none at EOF.
   */
  static Optional<Message> request(InputStream in, OutputStream client) throws IOException {
    Optional<String> head = head(in);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    Message bare = new Message(head.get(), new byte[0]);
    if (bare.header("expect").isPresent()) {
      client.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
      client.flush();
    }
    return Optional.of(bare.without("expect").withBody(bare.read(in)));
  }

  /** The answer to a request, by a server that tells lengths. */
  static Message answer(InputStream in, Message request) throws IOException {
    Message bare = new Message(head(in).orElseThrow(EOFException::new), new byte[0]);
    return request.method().equals("HEAD") ? bare : bare.withBody(bare.read(in));
  }

  /** An answer with an error document. */
  static Message error(String status, String code) {
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
            + code
            + "</Code><Message>made up on the way</Message><RequestId>0</RequestId></Error>";
    byte[] body = xml.getBytes(ISO_8859_1);
    return new Message(
        "HTTP/1.1 " + status + END + "Content-Type: application/xml" + END + length(body), body);
  }

  /** As an answer to a HEAD, which has no body. */
  Message withoutBody() {
    return new Message(head, new byte[0]);
  }

  /** The same message with other text in head and body, of any length. */
  Message replaced(String pattern, String by) {
    byte[] other = new String(body, ISO_8859_1).replaceAll(pattern, by).getBytes(ISO_8859_1);
    Message bare = new Message(head.replaceAll(pattern, by), other);
    return body.length == 0
        ? bare
        : new Message(bare.without("content-length").head + length(other), other);
  }

  void send(OutputStream out) throws IOException {
    out.write((head + END).getBytes(ISO_8859_1));
    out.write(body);
    out.flush();
  }

  /** Sends no more than half of it. */
  void sendHalf(OutputStream out) throws IOException {
    byte[] all = (head + END + new String(body, ISO_8859_1)).getBytes(ISO_8859_1);
    out.write(all, 0, all.length / 2);
    out.flush();
  }

  String method() {
    return head.substring(0, head.indexOf(' '));
  }

  /** Path and query as they were sent. */
  String target() {
    return head.split(" ", 3)[1];
  }

  Optional<String> header(String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).trim())
        .findFirst();
  }

  private Message without(String name) {
    return new Message(head.replaceAll("(?im)^" + name + ":[^\r\n]*\r\n", ""), body);
  }

  private Message withBody(byte[] bytes) {
    return new Message(head, bytes);
  }

  private byte[] read(InputStream in) throws IOException {
    if (header("transfer-encoding").isPresent()) {
      throw new IOException("the proxy passes no chunked message: " + head);
    }
    int length = header("content-length").map(Integer::parseInt).orElse(0);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private static Optional<String> head(InputStream in) throws IOException {
    byte[] buffer = new byte[512];
    int n = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      buffer = n == buffer.length ? Arrays.copyOf(buffer, 2 * n) : buffer;
      buffer[n++] = (byte) b;
      if (n > 3 && b == '\n' && buffer[n - 3] == '\n') {
        return Optional.of(new String(buffer, 0, n - 2, ISO_8859_1));
      }
    }
    return Optional.empty();
  }

  private static String length(byte[] body) {
    return "Content-Length: " + body.length + END;
  }
}
