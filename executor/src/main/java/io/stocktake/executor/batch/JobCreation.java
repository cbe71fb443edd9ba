package io.stocktake.executor.batch;

import io.stocktake.executor.batch.compile.CompiledJob;
import io.stocktake.executor.batch.compile.CompiledJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.flow.Futures;
import io.stocktake.executor.flow.Halt;
import io.stocktake.executor.journal.JobMark;
import io.stocktake.executor.journal.Journal;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.PlanBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Creates jobs, each once: the intention is written down first, and the token, which is made of
 * plan, job and attempt, finds the job again whose id was lost.
 */
final class JobCreation {
  private static final int TOKEN_DIGITS = 40;
  private static final int MAX_TRIES = 12;

  private final PlanBundle bundle;
  private final CompiledJobs compiled;
  private final BatchRoute route;
  private final Journal journal;
  private final Halt halt;

  JobCreation(
      PlanBundle bundle, CompiledJobs compiled, BatchRoute route, Journal journal, Halt halt) {
    this.bundle = bundle;
    this.compiled = compiled;
    this.route = route;
    this.journal = journal;
    this.halt = halt;
  }

  /**
   * Makes sure that the attempt's job exists, and that the journal has its id; or that it has ended
   * before it began, because S3 says no.
   *
   * @return the job's last step
   */
  JobMark create(CompiledJob job, int attempt) throws IOException {
    JobRequest request = request(job, attempt);
    Futures.join(journal.job(mark(job, attempt, JobMark.Step.BEGUN, "", "")));
    JobMark known = create(job, attempt, request);
    Futures.join(journal.job(known));
    return known;
  }

  private JobMark create(CompiledJob job, int attempt, JobRequest request) throws IOException {
    Backoff backoff = new Backoff(route.patience(), halt);
    for (int tries = 1; ; tries++) {
      try {
        return mark(job, attempt, JobMark.Step.CREATED, route.jobs().create(request), "");
      } catch (JobsException e) {
        boolean again =
            e.kind() == JobsException.Kind.UNKNOWN || e.kind() == JobsException.Kind.BUSY;
        if (e.kind() == JobsException.Kind.TOKEN_TAKEN) {
          return mark(job, attempt, JobMark.Step.CREATED, find(request.token()), "");
        }
        if (!again) {
          return mark(job, attempt, JobMark.Step.ENDED, "", "not created: " + e.getMessage());
        }
        if (tries == MAX_TRIES) {
          throw StocktakeException.environment(
              "job "
                  + job.number()
                  + " may or may not exist ("
                  + e.getMessage()
                  + "); run apply again, which finds it by its token",
              e);
        }
        backoff.pause();
      }
    }
  }

  /** The job that was created with the token under other terms, say another role. */
  private String find(String token) throws IOException {
    return route.jobs().list(EnumSet.allOf(JobState.class)).stream()
        .filter(job -> job.description().endsWith(token))
        .map(Job::id)
        .findFirst()
        .orElseThrow(
            () ->
                StocktakeException.environment(
                    "S3 knows the token "
                        + token
                        + " but no job of it; make a new plan to get new tokens"));
  }

  private JobRequest request(CompiledJob job, int attempt) throws IOException {
    Path file = compiled.file(job.number(), attempt).manifest();
    ObjectKey key =
        new ObjectKey(
            route.terms().manifests().prefix()
                + bundle.digest().substring(0, 16)
                + "/"
                + file.getFileName());
    ETag etag = new ManifestUpload(route.manifests(), halt).put(file, key);
    String token = bundle.digest().substring(0, TOKEN_DIGITS) + "-" + job.number() + "-" + attempt;
    return new JobRequest(
        job.work(),
        bundle.plan().destination().bucket(),
        scanned(),
        new JobRequest.Manifest(
            route.terms().manifests().bucket(), key.value(), etag.value(), job.versions()),
        route.terms(),
        token,
        "Stocktake plan "
            + bundle.digest().substring(0, 12)
            + ", job "
            + job.number()
            + ", attempt "
            + attempt
            + ", token "
            + token);
  }

  /** When the inventory was taken: copies of anything younger are none of this plan's. */
  private Optional<Instant> scanned() {
    try {
      return Optional.of(Instant.parse(bundle.plan().copySourceScanned()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  static JobMark mark(CompiledJob job, int attempt, JobMark.Step step, String id, String detail) {
    return new JobMark(job.number(), attempt, step, id, detail);
  }
}
