package io.stocktake.lab.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.lab.http.Caller;
import io.stocktake.lab.http.Right;
import io.stocktake.lab.http.S3Exception;
import io.stocktake.lab.http.UriText;
import io.stocktake.lab.ingest.IngestedBody;
import io.stocktake.lab.model.ObjectVersion;
import io.stocktake.lab.model.Versioning;
import io.stocktake.lab.objects.ObjectWriter;
import io.stocktake.lab.store.Bucket;
import io.stocktake.lab.store.Entry;
import io.stocktake.lab.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Iterator;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Lists the objects of jobs that ask for it, and writes the lists as S3 writes inventories. */
public final class GeneratedManifests {
  private final Store store;
  private final ObjectWriter writer;
  private final Clock clock;

  /** Lists the buckets of a store. */
  public GeneratedManifests(Store store, ObjectWriter writer, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * A list that was written.
   *
   * @param arn of its manifest
   * @param etag of its manifest, without quotes
   */
  public record Written(String arn, String etag) {}

  /**
   * Hands over the tasks of a job, and writes their list if that is asked for.
   *
   * @param role the job's role
   * @return the list, if it was written
   * @throws ManifestException if it may not be made, or nothing passes the filter
   */
  public Optional<Written> generate(
      String jobId, ManifestGenerator generator, Caller role, TaskSink sink)
      throws IOException, ManifestException {
    Path rows = Files.createTempFile("manifest", ".csv.gz");
    try {
      role.require(Right.onBucket("PutInventoryConfiguration", generator.bucket()));
      Bucket bucket = store.bucket(generator.bucket());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(rows))) {
        list(bucket, generator, out, sink);
      }
      return generator.output().isEmpty()
          ? Optional.empty()
          : Optional.of(write(jobId, bucket, generator.output().get(), role, rows));
    } catch (S3Exception e) {
      throw ManifestException.of(
          e.error().code(), "Error occurred when preparing manifest: Failed to write manifest");
    } finally {
      Files.delete(rows);
    }
  }

  private static void list(
      Bucket bucket, ManifestGenerator generator, OutputStream out, TaskSink sink)
      throws IOException, ManifestException {
    boolean versions = bucket.versioning() != Versioning.OFF;
    long count = 0;
    Iterator<Entry> entries = bucket.entriesOf(generator.names().prefix());
    while (entries.hasNext()) {
      Entry entry = entries.next();
      ObjectVersion version = entry.current();
      if (generator.wants(entry.key(), version)) {
        String key = UriText.encodeKey(entry.key());
        Optional<String> id = versions ? Optional.of(version.versionId()) : Optional.empty();
        sink.accept(new Task(bucket.name(), key, id));
        String row = "\"%s\",\"%s\"".formatted(bucket.name(), key);
        out.write((row + id.map(v -> ",\"" + v + '"').orElse("") + "\n").getBytes(UTF_8));
        count++;
      }
    }
    if (count == 0) {
      throw ManifestException.of(
          "ManifestGenerationFailed",
          "Manifest generation found no keys matching the filter criteria");
    }
  }

  private Written write(
      String jobId, Bucket source, ManifestGenerator.Output output, Caller role, Path rows)
      throws IOException {
    Bucket bucket = store.bucket(output.bucket());
    String folder = (output.prefix().isEmpty() ? "" : output.prefix() + "/") + "job-" + jobId + "/";
    role.require(Right.onObject("PutObject", bucket.name(), folder + "manifest.json"));
    IngestedBody data;
    try (InputStream in = Files.newInputStream(rows)) {
      data = writer.store(bucket, folder + "data.csv.gz", in, "application/octet-stream");
    }
    boolean versions = source.versioning() != Versioning.OFF;
    String json =
        ("{\"sourceBucket\":\"%s\",\"destinationBucket\":\"arn:aws:s3:::%s\","
                + "\"version\":\"2021-11-30\",\"creationTimestamp\":\"%d\",\"fileFormat\":\"CSV\","
                + "\"fileSchema\":\"Bucket, Key%s\",\"files\":[{\"key\":\"%s\",\"size\":%d,"
                + "\"MD5checksum\":\"%s\"}]}")
            .formatted(
                source.name(),
                bucket.name(),
                clock.millis(),
                versions ? ", VersionId" : "",
                (folder + "data.csv.gz").replace("\\", "\\\\").replace("\"", "\\\""),
                data.size(),
                data.md5());
    byte[] bytes = json.getBytes(UTF_8);
    IngestedBody manifest =
        writer.store(
            bucket, folder + "manifest.json", new ByteArrayInputStream(bytes), "application/json");
    return new Written(
        "arn:aws:s3:::" + bucket.name() + "/" + folder + "manifest.json", manifest.md5());
  }
}
