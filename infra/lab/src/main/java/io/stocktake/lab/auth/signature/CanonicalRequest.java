package io.stocktake.lab.auth.signature;

import com.sun.net.httpserver.Headers;
import io.stocktake.lab.http.Query;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.UriText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The text that a Signature Version 4 client signs, rebuilt from what arrived. */
public final class CanonicalRequest {
  private CanonicalRequest() {}

  /** For S3 the path is encoded once and never normalised. */
  public static String of(Request request, Signature signature) {
    String path = UriText.encode(UriText.decode(request.rawPath(), false), true);
    return String.join(
        "\n",
        request.method(),
        path,
        query(request.query()),
        headers(request.headers(), signature.signedHeaders()),
        String.join(";", signature.signedHeaders()),
        signature.payloadHash());
  }

  private static String query(Query query) {
    return query.parameters().stream()
        .filter(p -> !p.name().equals("X-Amz-Signature"))
        .map(p -> UriText.encode(p.name(), false) + "=" + UriText.encode(p.value(), false))
        .sorted()
        .collect(Collectors.joining("&"));
  }

  /** Each header ends with a line feed, and the join adds the empty line behind the last. */
  private static String headers(Headers headers, List<String> names) {
    StringBuilder out = new StringBuilder();
    for (String name : names) {
      List<String> values = headers.getOrDefault(name, List.of());
      String joined =
          values.stream().map(v -> v.trim().replaceAll(" +", " ")).collect(Collectors.joining(","));
      out.append(name).append(':').append(utf8(joined)).append('\n');
    }
    return out.toString();
  }

  /** The server reads header bytes as Latin-1; clients sign UTF-8. */
  private static String utf8(String latin) {
    return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
