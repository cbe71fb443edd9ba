package io.stocktake.executor.batch.create;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.jobs.RestoreTerms;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Json;
import io.stocktake.manifests.io.PrivateFiles;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The record of an {@link AuxiliaryJob} in the plan's directory, in a file of its own such as
 * {@code checksum-job.json}.
 *
 * @param operation {@code checksum} or {@code restore}
 * @param bucket the bucket of its objects
 * @param restore the terms of a restore; empty for other work
 * @param reports the folder of its report, {@code s3://BUCKET/PREFIX}
 * @param objects the objects in its manifest
 * @param id its id; empty before S3 told it
 */
public record AuxiliaryJobRecord(
    @JsonProperty("format") String format,
    @JsonProperty("operation") String operation,
    @JsonProperty("bucket") String bucket,
    @JsonProperty("restore") String restore,
    @JsonProperty("reports") String reports,
    @JsonProperty("objects") long objects,
    @JsonProperty("id") String id) {
  private static final String FORMAT = "stocktake-side-job/1";
  private static final String SUFFIX = "-job.json";

  public static AuxiliaryJobRecord of(JobOperation work, S3Location reports, long objects) {
    return new AuxiliaryJobRecord(
        FORMAT,
        work.kind().code(),
        work.bucket(),
        work.restore().map(RestoreTerms::code).orElse(""),
        reports.toString(),
        objects,
        "");
  }

  public AuxiliaryJobRecord withId(String known) {
    return new AuxiliaryJobRecord(format, operation, bucket, restore, reports, objects, known);
  }

  /** The records of a plan, by the names of their files. */
  public static List<AuxiliaryJobRecord> list(PlanBundle bundle) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(bundle.directory(), "*" + SUFFIX)) {
      found.forEach(files::add);
    }
    files.sort(null);
    List<AuxiliaryJobRecord> records = new ArrayList<>();
    for (Path file : files) {
      records.add(read(file));
    }
    return records;
  }

  private static AuxiliaryJobRecord read(Path file) throws IOException {
    try {
      AuxiliaryJobRecord record = Json.COMPACT.readValue(file.toFile(), AuxiliaryJobRecord.class);
      if (FORMAT.equals(record.format)) {
        record.work();
        return record;
      }
    } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
      // The sentence below says all there is to say.
    }
    throw StocktakeException.environment(
        file
            + " is damaged, or was written by another version of Stocktake; remove it, then"
            + " stocktake jobs resolve finds its job again");
  }

  /** The record of the same job that was written before, if one was. */
  public Optional<AuxiliaryJobRecord> before(PlanBundle bundle) throws IOException {
    return Files.exists(file(bundle)) ? Optional.of(read(file(bundle))) : Optional.empty();
  }

  public void write(PlanBundle bundle) throws IOException {
    PrivateFiles.replace(file(bundle), Json.COMPACT.writeValueAsBytes(this));
  }

  void delete(PlanBundle bundle) throws IOException {
    Files.deleteIfExists(file(bundle));
  }

  private Path file(PlanBundle bundle) {
    return bundle.directory().resolve(AuxiliaryJob.name(work()) + SUFFIX);
  }

  /** What the job does. */
  public JobOperation work() {
    return new JobOperation(
        CodedEnum.parse(JobOperation.Kind.class, operation),
        bucket,
        "",
        TagSet.EMPTY,
        Optional.of(restore).filter(code -> !code.isEmpty()).map(RestoreTerms::parse));
  }

  /** Where the manifest of its report will be. */
  public S3Location report() {
    S3Location folder = S3Location.parse(reports);
    String prefix = folder.prefix().replaceFirst("/$", "");
    return new S3Location(folder.bucket(), CompletionReport.manifestKey(prefix, id));
  }
}
