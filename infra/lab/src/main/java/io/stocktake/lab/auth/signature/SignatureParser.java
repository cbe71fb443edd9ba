package io.stocktake.lab.auth.signature;

import io.stocktake.lab.http.Query;
import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the signature of a request, in its Authorization header or in its query string. */
public final class SignatureParser {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Pattern HEADER =
      Pattern.compile(
          ALGORITHM
              + "\\s+Credential=([^,\\s]+)\\s*,\\s*SignedHeaders=([^,\\s]+)\\s*,"
              + "\\s*Signature=([0-9a-f]+)");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
  private static final Pattern SEMICOLON = Pattern.compile(";");

  private SignatureParser() {}

  public static Signature parse(Request request) {
    if (request.query().has("X-Amz-Signature")) {
      return presigned(request.query());
    }
    String header =
        request.header("Authorization").orElseThrow(() -> new S3Exception(S3Error.ACCESS_DENIED));
    Matcher fields = HEADER.matcher(header);
    if (!fields.matches()) {
      throw new S3Exception(S3Error.AUTHORIZATION_HEADER_MALFORMED);
    }
    String hash =
        request
            .header("x-amz-content-sha256")
            .orElseThrow(
                () ->
                    new S3Exception(
                        S3Error.INVALID_REQUEST,
                        "Missing required header for this request: x-amz-content-sha256"));
    String time =
        request
            .header("x-amz-date")
            .orElseThrow(() -> new S3Exception(S3Error.ACCESS_DENIED, "no x-amz-date header"));
    return signature(fields.group(1), fields.group(2), fields.group(3), time, hash, false);
  }

  private static Signature presigned(Query query) {
    if (!query.text("X-Amz-Algorithm").equals(ALGORITHM)) {
      throw new S3Exception(
          S3Error.INVALID_ARGUMENT, "X-Amz-Algorithm only supports \"" + ALGORITHM + "\"");
    }
    String hash = query.get("X-Amz-Content-Sha256").orElse("UNSIGNED-PAYLOAD");
    return signature(
        query.text("X-Amz-Credential"),
        query.text("X-Amz-SignedHeaders"),
        query.text("X-Amz-Signature"),
        query.text("X-Amz-Date"),
        hash,
        true);
  }

  private static Signature signature(
      String credential, String headers, String value, String time, String hash, boolean inQuery) {
    Scope scope = Scope.parse(credential);
    List<String> names = SEMICOLON.splitAsStream(headers).toList();
    if (scope == null || !names.contains("host") || !time.startsWith(scope.day())) {
      throw new S3Exception(S3Error.AUTHORIZATION_HEADER_MALFORMED);
    }
    return new Signature(scope, names, value, time, instant(time), hash, inQuery);
  }

  private static Instant instant(String time) {
    try {
      return LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new S3Exception(S3Error.AUTHORIZATION_HEADER_MALFORMED, e);
    }
  }
}
