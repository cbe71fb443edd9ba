package io.stocktake.lab;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of Signature Version 4, written for the tests apart from the lab's. */
record SigV4(String accessKey, String secretKey, String region) {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  static String timestamp(Instant when) {
    return TIMESTAMP.format(when);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hexSha256(String text) {
    return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String scope(String timestamp) {
    return timestamp.substring(0, 8) + "/" + region + "/s3/aws4_request";
  }

  /** Signs text for a time. */
  String sign(String timestamp, String text) {
    byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
    for (String step : scope(timestamp).split("/", -1)) {
      key = hmac(key, step);
    }
    return HexFormat.of().formatHex(hmac(key, text));
  }

  /** The Authorization header of a request with these headers, all of them signed. */
  String authorize(String method, URI endpoint, String target, Map<String, String> headers) {
    SortedMap<String, String> signed = new TreeMap<>();
    headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.trim()));
    signed.put("host", endpoint.getAuthority());
    String timestamp = signed.get("x-amz-date");
    String signature =
        signature(method, target, signed, signed.get("x-amz-content-sha256"), timestamp);
    return "AWS4-HMAC-SHA256 Credential="
        + accessKey
        + "/"
        + scope(timestamp)
        + ", SignedHeaders="
        + String.join(";", signed.keySet())
        + ", Signature="
        + signature;
  }

  /** A presigned path and query. */
  String presign(String method, URI endpoint, String path, Instant when, int seconds) {
    String timestamp = timestamp(when);
    String target =
        path
            + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
            + Client.encode(accessKey + "/" + scope(timestamp))
            + "&X-Amz-Date="
            + timestamp
            + "&X-Amz-Expires="
            + seconds
            + "&X-Amz-SignedHeaders=host";
    SortedMap<String, String> signed = new TreeMap<>(Map.of("host", endpoint.getAuthority()));
    return target
        + "&X-Amz-Signature="
        + signature(method, target, signed, Client.UNSIGNED, timestamp);
  }

  private String signature(
      String method,
      String target,
      SortedMap<String, String> signed,
      String payloadHash,
      String timestamp) {
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    StringBuilder canonical = new StringBuilder();
    canonical.append(method).append('\n').append(path).append('\n');
    canonical.append(question < 0 ? "" : canonicalQuery(target.substring(question + 1)));
    canonical.append('\n');
    signed.forEach((name, value) -> canonical.append(name + ":" + value + "\n"));
    canonical.append('\n').append(String.join(";", signed.keySet())).append('\n');
    canonical.append(payloadHash);
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + timestamp
            + "\n"
            + scope(timestamp)
            + "\n"
            + hexSha256(canonical.toString());
    return sign(timestamp, toSign);
  }

  private static String canonicalQuery(String query) {
    List<String> pairs = new ArrayList<>();
    for (String pair : Arrays.asList(query.split("&", -1))) {
      pairs.add(pair.contains("=") ? pair : pair + "=");
    }
    return String.join("&", pairs.stream().sorted().toList());
  }
}
