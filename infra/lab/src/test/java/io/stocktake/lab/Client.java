package io.stocktake.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A small S3 client over the JDK's HTTP client, which signs by {@link SigV4}. */
final class Client {
  static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI endpoint;
  private final SigV4 signer;

  Client(Lab lab) {
    this(lab.endpoint(), new SigV4(lab.accessKey(), lab.secretKey(), lab.region()));
  }

  Client(URI endpoint, SigV4 signer) {
    this.endpoint = endpoint;
    this.signer = signer;
  }

  SigV4 signer() {
    return signer;
  }

  URI endpoint() {
    return endpoint;
  }

  /** The path of a key, encoded. */
  static String path(String bucket, String key) {
    return "/" + bucket + "/" + encode(key).replace("%2F", "/");
  }

  static String encode(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean unreserved = c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
      out.append(unreserved ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return out.toString();
  }

  /** Headers from names and values in turn. */
  static Map<String, String> headers(String... namesAndValues) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  Reply put(String bucket, String key, String body, String... headers) {
    return send("PUT", path(bucket, key), body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Reply put(String bucket, String key, byte[] body, String... headers) {
    return send("PUT", path(bucket, key), body, headers);
  }

  Reply get(String bucket, String key, String... headers) {
    return send("GET", path(bucket, key), new byte[0], headers);
  }

  Reply head(String bucket, String key, String... headers) {
    return send("HEAD", path(bucket, key), new byte[0], headers);
  }

  Reply delete(String bucket, String key, String... headers) {
    return send("DELETE", path(bucket, key), new byte[0], headers);
  }

  Reply post(String pathAndQuery, String body, String... headers) {
    return send("POST", pathAndQuery, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Reply call(String method, String pathAndQuery) {
    return send(method, pathAndQuery, new byte[0]);
  }

  /** Creates a bucket. */
  String bucket(String name) {
    Reply reply = call("PUT", "/" + name);
    if (reply.status() != 200) {
      throw new IllegalStateException(reply.text());
    }
    return name;
  }

  /** Sends a request signed in its headers. */
  Reply send(String method, String pathAndQuery, byte[] body, String... headers) {
    Map<String, String> given = headers(headers);
    given.putIfAbsent("x-amz-content-sha256", HexFormat.of().formatHex(SigV4.sha256(body)));
    return send(method, pathAndQuery, BodyPublishers.ofByteArray(body), given);
  }

  /** Sends a request signed in its headers, which must have x-amz-content-sha256. */
  Reply send(
      String method,
      String pathAndQuery,
      HttpRequest.BodyPublisher body,
      Map<String, String> headers) {
    Map<String, String> signed = new TreeMap<>(headers);
    signed.putIfAbsent("x-amz-date", SigV4.timestamp(Instant.now()));
    signed.put("Authorization", signer.authorize(method, endpoint, pathAndQuery, signed));
    return sendUnsigned(method, pathAndQuery, body, signed);
  }

  /** Sends a request as it is. */
  Reply sendUnsigned(
      String method,
      String pathAndQuery,
      HttpRequest.BodyPublisher body,
      Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint + pathAndQuery)).method(method, body);
    headers.forEach(request::header);
    try {
      var response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Reply(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
