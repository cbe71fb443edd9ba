package io.stocktake.lab.reports;

import io.stocktake.lab.http.XmlNode;

/**
 * The report that a job is to write.
 *
 * @param prefix as given; {@code /job-ID} is put behind it whatever it ends in
 * @param failedOnly whether tasks that succeeded are left out
 */
public record ReportPlace(boolean enabled, String bucket, String prefix, boolean failedOnly) {
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
      return new ReportPlace(false, "", "", false);
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
    return new ReportPlace(
        true, bucket.substring(ARN.length()), prefix, scope.equals("FailedTasksOnly"));
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** What the keys of a job's report start with. */
  String folder(String jobId) {
    return (prefix.isEmpty() ? "" : prefix + "/") + "job-" + jobId + "/";
  }
}
