package io.stocktake.lab.http;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Optional;

/**
 * A request as S3 sees it.
 *
 * @param rawPath the path exactly as sent, which signatures cover
 * @param bucket the bucket, or the empty string for the service itself
 * @param key the key, or the empty string for the bucket itself
 * @param caller who sends it, once that is verified
 */
public record Request(
    String method,
    String rawPath,
    String bucket,
    String key,
    Query query,
    Headers headers,
    Payload payload,
    Caller caller) {

  /** The same request, from a caller that is known, with a decoded body. */
  public Request verified(Caller by, Payload decoded) {
    return new Request(method, rawPath, bucket, key, query, headers, decoded, by);
  }

  /** The value of a header; several lines are joined by commas. */
  public Optional<String> header(String name) {
    List<String> values = headers.get(name);
    return values == null ? Optional.empty() : Optional.of(String.join(",", values).trim());
  }

  /** Whether it is one of S3 Control, where each request names its account. */
  public boolean isControl() {
    return Address.isControl(rawPath) && header("x-amz-account-id").isPresent();
  }

  /** Whether the answer goes without its body. */
  public boolean isHead() {
    return method.equals("HEAD");
  }

  /** The resource named in error documents. */
  public String resource() {
    return rawPath;
  }
}
