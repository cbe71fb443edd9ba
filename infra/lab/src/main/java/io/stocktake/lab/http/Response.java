package io.stocktake.lab.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An answer before it is sent: status, headers and a body of known length written on demand. */
public final class Response {
  /** Writes exactly the bytes announced. */
  @FunctionalInterface
  public interface Body {
    /** Writes the body. */
    void writeTo(OutputStream out) throws IOException;
  }

  private final int status;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private long length;
  private Body body = out -> {};

  private Response(int status) {
    this.status = status;
  }

  /** An answer without a body. */
  public static Response of(int status) {
    return new Response(status);
  }

  /** A 200 with an XML document. */
  public static Response ok(XmlText xml) {
    return of(200).xml(xml);
  }

  /** Sets a header. */
  public Response header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Sets a header if there is a value. */
  public Response header(String name, Optional<String> value) {
    value.ifPresent(v -> header(name, v));
    return this;
  }

  /** Sets an XML body. */
  public Response xml(XmlText xml) {
    return text("application/xml", xml.toString());
  }

  /** Sets a body of UTF-8 text. */
  public Response text(String type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return header("Content-Type", type).body(bytes.length, out -> out.write(bytes));
  }

  /** Sets a body of the given number of bytes. */
  public Response body(long bytes, Body content) {
    this.length = bytes;
    this.body = content;
    return this;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The headers, in the order set. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Bytes of the body. */
  public long length() {
    return length;
  }

  /** The body. */
  public Body body() {
    return body;
  }
}
