package io.stocktake.lab.objects.conditions;

import io.stocktake.lab.http.Request;
import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.model.ObjectVersion;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The conditions of a read, or those on the source of a copy: If-Match, If-None-Match,
 * If-Modified-Since, If-Unmodified-Since. A date is not asked where its ETag condition holds.
 */
public final class ReadConditions {
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private final Optional<String> match;
  private final Optional<String> noneMatch;
  private final Optional<Instant> modifiedSince;
  private final Optional<Instant> unmodifiedSince;

  private ReadConditions(Request request, String headerStart) {
    match = request.header(headerStart + "if-match");
    noneMatch = request.header(headerStart + "if-none-match");
    modifiedSince = request.header(headerStart + "if-modified-since").flatMap(ReadConditions::date);
    unmodifiedSince =
        request.header(headerStart + "if-unmodified-since").flatMap(ReadConditions::date);
  }

  /** The conditions of a GetObject or HeadObject. */
  public static ReadConditions ofRead(Request request) {
    return new ReadConditions(request, "");
  }

  /** The conditions on the source of a copy. */
  public static ReadConditions ofCopySource(Request request) {
    return new ReadConditions(request, "x-amz-copy-source-");
  }

  /** A date that cannot be read is no condition, as HTTP has it. */
  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks a read.
   *
   * @return whether the client has this version already: 304
   * @throws S3Exception PreconditionFailed
   */
  public boolean notModified(ObjectVersion version) {
    requireMatch(version);
    return unwanted(version);
  }

  /**
   * Checks the source of a copy, which has no 304.
   *
   * @throws S3Exception PreconditionFailed
   */
  public void require(ObjectVersion version) {
    requireMatch(version);
    if (unwanted(version)) {
      throw failed("x-amz-copy-source-If-None-Match");
    }
  }

  private void requireMatch(ObjectVersion version) {
    if (match.isPresent()) {
      if (!matches(match.get(), version)) {
        throw failed("If-Match");
      }
    } else if (unmodifiedSince.isPresent() && version.modified().isAfter(unmodifiedSince.get())) {
      throw failed("If-Unmodified-Since");
    }
  }

  private boolean unwanted(ObjectVersion version) {
    if (noneMatch.isPresent()) {
      return matches(noneMatch.get(), version);
    }
    return modifiedSince.isPresent() && !version.modified().isAfter(modifiedSince.get());
  }

  /** Whether a list of ETags, quoted or not, or {@code *} has the version's. */
  static boolean matches(String condition, ObjectVersion version) {
    return COMMA
        .splitAsStream(condition)
        .anyMatch(e -> e.equals("*") || e.replace("\"", "").equals(version.etag()));
  }

  static S3Exception failed(String condition) {
    return new S3Exception(S3Error.PRECONDITION_FAILED).with("Condition", condition);
  }
}
