package io.stocktake.lab.reports;

import io.stocktake.lab.digest.Digest;
import io.stocktake.lab.http.Caller;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.ingest.IngestedBody;
import io.stocktake.lab.objects.ObjectWriter;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Store;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes completion reports: the rows that succeeded, the rows that failed, and {@code
 * manifest.json} last. The schema in it has two columns the wrong way round, as S3's has.
 */
public final class CompletionReport {
  private static final int BUFFER = 1 << 16;
  private static final String SCHEMA =
      "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage";
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Store store;
  private final ObjectWriter writer;
  private final Clock clock;

  /** Writes reports to the buckets of a store. */
  public CompletionReport(Store store, ObjectWriter writer, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Writes the report of a job that ran at least one task.
   *
   * @param role the job's role, which must have the right to write it
   * @param results the file of its rows
   * @throws io.stocktake.lab.http.S3Exception NoSuchBucket, AccessDenied
   */
  public void write(String jobId, ReportPlace place, Caller role, Path results) throws IOException {
    Bucket bucket = store.bucket(place.bucket());
    String folder = place.folder(jobId);
    role.require(Right.onObject("PutObject", place.bucket(), folder + "manifest.json"));
    List<String> files = new ArrayList<>();
    if (!place.failedOnly()) {
      addRows(files, bucket, folder, results, true);
    }
    addRows(files, bucket, folder, results, false);
    byte[] manifest = manifest(files).getBytes(StandardCharsets.UTF_8);
    String md5 = HexFormat.of().formatHex(Digest.message("MD5").digest(manifest));
    put(bucket, folder + "manifest.json.md5", (md5 + "\n").getBytes(StandardCharsets.UTF_8));
    put(bucket, folder + "manifest.json", manifest);
  }

  private void put(Bucket bucket, String key, byte[] bytes) throws IOException {
    writer.store(bucket, key, new ByteArrayInputStream(bytes), "binary/octet-stream");
  }

  private void addRows(
      List<String> files, Bucket bucket, String folder, Path results, boolean succeeded)
      throws IOException {
    Path rows = Files.createTempFile("report", ".csv");
    try {
      if (extract(results, rows, succeeded ? 's' : 'f') > 0) {
        String key = folder + "results/" + name(folder, succeeded) + ".csv";
        try (InputStream in = Files.newInputStream(rows)) {
          IngestedBody stored = writer.store(bucket, key, in, "binary/octet-stream");
          files.add(entry(succeeded, bucket.name(), stored.md5(), key));
        }
      }
    } finally {
      Files.delete(rows);
    }
  }

  /** Copies the rows behind a mark; returns how many there are. */
  private static long extract(Path results, Path rows, char mark) throws IOException {
    long count = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(results), BUFFER);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(rows), BUFFER)) {
      for (int first = in.read(); first >= 0; first = in.read()) {
        boolean wanted = first == mark;
        count += wanted ? 1 : 0;
        RowEnd end = new RowEnd();
        for (int c = in.read(); c >= 0; c = end.isAt(c) ? -1 : in.read()) {
          if (wanted) {
            out.write(c);
          }
        }
      }
    }
    return count;
  }

  private static String name(String folder, boolean succeeded) {
    byte[] seed = (folder + succeeded).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Digest.message("SHA-1").digest(seed));
  }

  private static String entry(boolean succeeded, String bucket, String md5, String key) {
    return "{\"TaskExecutionStatus\":\"%s\",\"Bucket\":\"%s\",\"MD5Checksum\":\"%s\",\"Key\":\"%s\"}"
        .formatted(
            succeeded ? "succeeded" : "failed",
            bucket,
            md5,
            key.replace("\\", "\\\\").replace("\"", "\\\""));
  }

  private String manifest(List<String> files) {
    Instant now = clock.instant();
    return "{\"Format\":\"Report_CSV_20180820\",\"ReportCreationDate\":\""
        + MILLIS.format(now)
        + "\",\"Results\":["
        + String.join(",", files)
        + "],\"ReportSchema\":\""
        + SCHEMA
        + "\"}";
  }
}
