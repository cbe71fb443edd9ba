package io.stocktake.lab.manifest;

import io.stocktake.lab.http.S3Exception;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns the rows of a manifest into tasks, and refuses manifests that S3 would refuse. */
final class RowChecks {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /** Every byte of the longest key may be encoded. */
  private static final int MAX_KEY = 3 * 1024;

  private final int columns;
  private final int bucketAt;
  private final int keyAt;
  private final int versionAt;
  private final TaskSink sink;
  private String bucket = "";
  private long rows;

  RowChecks(List<String> schema, TaskSink sink) throws ManifestException {
    this.columns = schema.size();
    this.bucketAt = schema.indexOf("Bucket");
    this.keyAt = schema.indexOf("Key");
    this.versionAt = schema.indexOf("VersionId");
    this.sink = sink;
    if (bucketAt < 0 || keyAt < 0) {
      throw ManifestException.invalid(
          "Required fields are missing in the schema: "
              + (bucketAt < 0 ? "Bucket" : "")
              + (bucketAt < 0 && keyAt < 0 ? "," : "")
              + (keyAt < 0 ? "Key" : ""));
    }
  }

  void accept(List<String> row) throws IOException, ManifestException {
    rows++;
    if (row.size() != columns) {
      throw ManifestException.invalid(
          "Manifest row %d has %d columns, the schema has %d".formatted(rows, row.size(), columns));
    }
    checkBucket(row.get(bucketAt));
    Optional<String> version =
        versionAt < 0 ? Optional.empty() : Optional.of(row.get(versionAt).trim());
    Task task = new Task(bucket, row.get(keyAt), version);
    checkKey(task);
    sink.accept(task);
  }

  private void checkBucket(String named) throws ManifestException {
    if (named.equals(bucket)) {
      return;
    }
    if (!bucket.isEmpty() || !BUCKET.matcher(named).matches()) {
      throw ManifestException.invalid(
          "Manifest row %d names the bucket '%s'; all keys of a job must be in one bucket"
              .formatted(rows, named));
    }
    bucket = named;
  }

  private void checkKey(Task task) throws ManifestException {
    if (task.encodedKey().length() > MAX_KEY || task.versionId().orElse("").length() > MAX_KEY) {
      throw ManifestException.invalid("Manifest row %d has a key that is too long".formatted(rows));
    }
    try {
      if (!task.key().isEmpty()) {
        return;
      }
    } catch (S3Exception e) {
      throw ManifestException.invalid(
          "Manifest row %d: the key is not URL-encoded".formatted(rows));
    }
    throw ManifestException.invalid("Manifest row %d has no key".formatted(rows));
  }

  /** Refuses an empty manifest. */
  void end() throws ManifestException {
    if (rows == 0) {
      throw ManifestException.invalid("The manifest has no keys");
    }
  }
}
