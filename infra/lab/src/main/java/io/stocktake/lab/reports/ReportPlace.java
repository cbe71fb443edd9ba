package io.stocktake.lab.reports;

import io.stocktake.lab.http.S3Error;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.XmlNode;
import java.util.Optional;

/**
 * The report that a job is to write.
 *
 * @param prefix as given; {@code /job-ID} is always appended
 * @param failedOnly whether tasks that succeeded are left out
 * @param owner the account that the bucket must be of, if any is named
 */
public record ReportPlace(
    boolean enabled, String bucket, String prefix, boolean failedOnly, Optional<String> owner) {
  private static final String ARN = "arn:aws:s3:::";
  private static final int MAX_PREFIX = 512;

  /**
   * Reads a Report element.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static ReportPlace of(XmlNode report) {
    String enabled = report.value("Enabled").orElse("");
    require(enabled.matches("true|false"), "Report lacks Enabled");
    if (enabled.equals("false")) {
      return new ReportPlace(false, "", "", false, Optional.empty());
    }
    String bucket = report.value("Bucket").orElse("");
    String prefix = report.value("Prefix").orElse("");
    String scope = report.value("ReportScope").orElse("");
    require(
        bucket.startsWith(ARN) && bucket.length() > ARN.length(), "Report Bucket must be an ARN");
    require(
        report.value("Format").orElse("").equals("Report_CSV_20180820"),
        "Report Format must be Report_CSV_20180820");
    require(prefix.length() <= MAX_PREFIX, "Report Prefix is too long");
    require(scope.matches("AllTasks|FailedTasksOnly"), "Report lacks ReportScope");
    Optional<String> owner = report.value("ExpectedBucketOwner");
    require(
        owner.map(account -> account.matches("\\d{12}")).orElse(true),
        "ExpectedBucketOwner must have twelve digits");
    return new ReportPlace(
        true, bucket.substring(ARN.length()), prefix, scope.equals("FailedTasksOnly"), owner);
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * Requires that the bucket is of the account that is expected.
   *
   * @param account whose it is
   * @throws S3Exception AccessDenied
   */
  public void requireOwner(String account) {
    if (owner.isPresent() && !owner.get().equals(account)) {
      throw new S3Exception(S3Error.ACCESS_DENIED);
    }
  }

  /** What the keys of a job's report start with. */
  String folder(String jobId) {
    return (prefix.isEmpty() ? "" : prefix + "/") + "job-" + jobId + "/";
  }
}
