package io.stocktake.manifests.batch;

import io.stocktake.manifests.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a completion report says of one object. Which column is the HTTP status and which the error
 * code is told by their content: the order declared in the report's schema is not the one written.
 *
 * @param bucket its bucket
 * @param key its key, decoded; as the report has it where that is no URL encoding, as in a job
 *     whose manifest was written without
 * @param encoded whether the report has the key URL-encoded; else it is not known for certain
 * @param versionId its version as the manifest named it; empty if it named none
 * @param succeeded whether the task did what it was to do
 * @param httpStatus the status of the request, 200 at times for a task that failed
 * @param errorCode the error's code; empty for none
 * @param message what S3 says of it
 */
public record ReportRow(
    String bucket,
    ObjectKey key,
    boolean encoded,
    String versionId,
    boolean succeeded,
    String httpStatus,
    String errorCode,
    String message) {
  private static final int COLUMNS = 7;
  private static final Pattern STATUS = Pattern.compile("[1-5][0-9]{2}");

  /** A row whose key is known for certain. */
  public ReportRow(
      String bucket,
      ObjectKey key,
      String versionId,
      boolean succeeded,
      String httpStatus,
      String errorCode,
      String message) {
    this(bucket, key, true, versionId, succeeded, httpStatus, errorCode, message);
  }

  /**
   * A row from the fields of a report's CSV record.
   *
   * @throws IllegalArgumentException if it is no row of a report
   */
  public static ReportRow of(List<String> fields) {
    if (fields.size() != COLUMNS) {
      throw new IllegalArgumentException(
          "a report row has 7 columns, this has " + fields.size() + ": " + fields);
    }
    Optional<ObjectKey> decoded = decoded(fields.get(1));
    boolean asDeclared = !isStatus(fields.get(4)) && isStatus(fields.get(5));
    return new ReportRow(
        fields.get(0),
        decoded.orElseGet(() -> new ObjectKey(fields.get(1))),
        decoded.isPresent(),
        fields.get(2),
        succeeded(fields.get(3)),
        fields.get(asDeclared ? 5 : 4),
        fields.get(asDeclared ? 4 : 5),
        fields.get(6));
  }

  private static Optional<ObjectKey> decoded(String key) {
    try {
      return Optional.of(EncodedKey.decode(key));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean succeeded(String status) {
    return switch (status) {
      case "succeeded" -> true;
      case "failed" -> false;
      default -> throw new IllegalArgumentException("not a task status: " + status);
    };
  }

  private static boolean isStatus(String text) {
    return STATUS.matcher(text).matches();
  }
}
