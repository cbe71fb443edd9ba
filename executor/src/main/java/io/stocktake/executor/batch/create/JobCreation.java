package io.stocktake.executor.batch.create;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stocktake.executor.batch.compile.CompiledJob;
import io.stocktake.executor.batch.compile.CompiledJobs;
import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.setup.Backoff;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.executor.control.Futures;
import io.stocktake.executor.control.RunControl;
import io.stocktake.executor.journal.JobCheckpoint;
import io.stocktake.executor.journal.Journal;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.io.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Creates each job once: the intent is journaled first, and the token, made of plan, job and
 * attempt, finds a job again whose id was lost.
 */
public final class JobCreation {
  private static final int TOKEN_DIGITS = 40;

  private final PlanBundle bundle;
  private final CompiledJobs compiled;
  private final BatchSetup route;
  private final Journal journal;
  private final RunControl control;

  public JobCreation(
      PlanBundle bundle,
      CompiledJobs compiled,
      BatchSetup route,
      Journal journal,
      RunControl control) {
    this.bundle = bundle;
    this.compiled = compiled;
    this.route = route;
    this.journal = journal;
    this.control = control;
  }

  /**
   * Makes sure that the attempt's job exists, and that the journal has its id; or that it has ended
   * before it began, because S3 says no.
   *
   * @return the job's last step
   */
  public JobCheckpoint create(CompiledJob job, int attempt) throws IOException {
    JobRequest request = request(job, attempt);
    Futures.join(journal.job(mark(job, attempt, JobCheckpoint.Step.BEGUN, "", "")));
    JobCheckpoint known = create(job, attempt, request);
    Futures.join(journal.job(known));
    return known;
  }

  public JobCheckpoint create(CompiledJob job, int attempt, JobRequest request) throws IOException {
    Backoff backoff = new Backoff(route.patience(), control);
    try {
      String id = IdempotentCreation.create(route.jobs(), request, backoff, "job " + job.number());
      return mark(job, attempt, JobCheckpoint.Step.CREATED, id, "");
    } catch (JobsException e) {
      return mark(job, attempt, JobCheckpoint.Step.ENDED, "", "not created: " + e.getMessage());
    }
  }

  private JobRequest request(CompiledJob job, int attempt) throws IOException {
    Path file = compiled.file(job.number(), attempt).manifest();
    String identity = identity(job, file);
    ObjectKey key =
        new ObjectKey(
            route.terms().manifests().prefix()
                + identity.substring(0, 16)
                + "/"
                + file.getFileName());
    ETag etag = new ManifestUpload(route.manifests(), control).put(file, key);
    String token = identity.substring(0, TOKEN_DIGITS) + "-" + job.number() + "-" + attempt;
    return new JobRequest(
        job.work(),
        bundle.plan().destination().bucket(),
        scanned(),
        new JobRequest.Manifest(
            route.terms().manifests().bucket(), key.value(), etag.value(), job.versions()),
        route.terms(),
        token,
        JobLabel.of(bundle, what(job.number(), attempt), token));
  }

  /** Names an attempt of a job within its plan. */
  public static String what(int number, int attempt) {
    return "job " + number + ", attempt " + attempt;
  }

  /**
   * A plan's jobs are always the same, but for those made of tags that were read: by what they say.
   */
  private String identity(CompiledJob job, Path manifest) throws IOException {
    if (job.work().kind() != JobOperation.Kind.MERGE) {
      return bundle.digest();
    }
    MessageDigest digest = Digests.sha256();
    digest.update((bundle.digest() + "\n" + job.tags() + "\n").getBytes(UTF_8));
    try (InputStream in = new DigestInputStream(Files.newInputStream(manifest), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Digests.hex(digest.digest());
  }

  /** When the inventory was taken: copies of anything younger are none of this plan's. */
  private Optional<Instant> scanned() {
    try {
      return Optional.of(Instant.parse(bundle.plan().copySourceScanned()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  public static JobCheckpoint mark(
      CompiledJob job, int attempt, JobCheckpoint.Step step, String id, String detail) {
    return new JobCheckpoint(job.number(), attempt, step, id, detail);
  }
}
