package io.stocktake.aws.fastput;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.manifests.io.Digests;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Signs requests for S3 by their headers (AWS Signature Version 4, "Authenticating Requests: Using
 * the Authorization Header" in the S3 API reference). The signing key of a day is computed once.
 */
final class HeaderSigner {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String HMAC = "HmacSHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int DATE = "yyyyMMdd".length();

  private record Key(String date, String secret, Mac mac) {}

  private final String region;
  private volatile Key key;

  HeaderSigner(String region) {
    this.region = region;
  }

  /**
   * Adds to the headers those of the signature.
   *
   * @param path as it is sent
   * @param headers by their names in small letters; all are signed
   */
  void sign(
      String method,
      String path,
      SortedMap<String, String> headers,
      AwsCredentials credentials,
      Instant now) {
    String time = TIME.format(now);
    headers.put("x-amz-date", time);
    headers.put("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    if (credentials instanceof AwsSessionCredentials session) {
      headers.put("x-amz-security-token", session.sessionToken());
    }
    String names = String.join(";", headers.keySet());
    String date = time.substring(0, DATE);
    String scope = date + "/" + region + "/s3/aws4_request";
    String text =
        ALGORITHM
            + "\n"
            + time
            + "\n"
            + scope
            + "\n"
            + hash(canonical(method, path, headers, names));
    headers.put(
        "authorization",
        ALGORITHM
            + " Credential="
            + credentials.accessKeyId()
            + "/"
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + Digests.hex(hmac(key(date, credentials.secretAccessKey()), text)));
  }

  private static String canonical(
      String method, String path, Map<String, String> headers, String names) {
    StringBuilder text = new StringBuilder(1024);
    text.append(method).append('\n').append(path).append("\n\n");
    headers.forEach(
        (name, value) -> text.append(name).append(':').append(plain(value)).append('\n'));
    return text.append('\n')
        .append(names)
        .append('\n')
        .append(headers.get("x-amz-content-sha256"))
        .toString();
  }

  /** Spaces at the ends do not count, and several count as one. */
  private static String plain(String value) {
    String trimmed = value.trim();
    return trimmed.contains("  ") ? trimmed.replaceAll(" +", " ") : trimmed;
  }

  private Mac key(String date, String secret) {
    Key known = key;
    if (known == null || !known.date.equals(date) || !known.secret.equals(secret)) {
      Mac step = mac(("AWS4" + secret).getBytes(UTF_8));
      for (String part : new String[] {date, region, "s3", "aws4_request"}) {
        step = mac(hmac(step, part));
      }
      known = new Key(date, secret, step);
      key = known;
    }
    return known.mac;
  }

  private static String hash(String text) {
    return Digests.hex(Digests.sha256().digest(text.getBytes(UTF_8)));
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }

  /** A key that is in use by other threads is only copied. */
  private static byte[] hmac(Mac key, String text) {
    try {
      return ((Mac) key.clone()).doFinal(text.getBytes(UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's " + HMAC + " can be copied", e);
    }
  }
}
