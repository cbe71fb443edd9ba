package io.stocktake.lab.http;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What S3 takes as the headers of a request: 8 KB in all, and no text beyond ASCII where it is
 * signed, for clients and S3 do not agree on the bytes that were signed.
 */
public final class HeaderText {
  private static final int MAX_BYTES = 8 << 10;

  /** Of a header line: colon, blank and line end. */
  private static final int AROUND = 4;

  /** Headers of an object that clients sign, besides those that start with {@code x-amz-}. */
  private static final Set<String> OF_OBJECTS =
      Set.of(
          "cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-type",
          "expires");

  private HeaderText() {}

  /**
   * Refuses headers that S3 does not take.
   *
   * @throws S3Exception RequestHeaderSectionTooLarge, SignatureDoesNotMatch
   */
  public static void check(Headers headers) {
    int bytes = 0;
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      for (String value : header.getValue()) {
        bytes += name.length() + value.length() + AROUND;
        boolean signed = name.startsWith("x-amz-") || OF_OBJECTS.contains(name);
        if (signed && !isAscii(value)) {
          throw new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH);
        }
      }
    }
    if (bytes > MAX_BYTES) {
      throw new S3Exception(S3Error.REQUEST_HEADERS_TOO_LARGE)
          .with("MaxSizeAllowed", Integer.toString(MAX_BYTES));
    }
  }

  private static boolean isAscii(String value) {
    return value.chars().allMatch(c -> c < 0x80);
  }

  /** Metadata as answers show it: in words of RFC 2047 where it is not ASCII. */
  public static String shown(String value) {
    return isAscii(value)
        ? value
        : "=?UTF-8?B?"
            + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))
            + "?=";
  }
}
