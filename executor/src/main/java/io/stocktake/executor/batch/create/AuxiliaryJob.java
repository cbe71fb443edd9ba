package io.stocktake.executor.batch.create;

import io.stocktake.executor.batch.jobs.JobOperation;
import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.jobs.RestoreTerms;
import io.stocktake.executor.batch.setup.Backoff;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.executor.control.RunControl;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.ManifestWriter;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * An auxiliary job, which helps the next plan and writes no object: it computes the checksums that
 * this plan lacked, or restores the archived objects that it could have copied. Its manifest is
 * kept in the plan's directory.
 */
public final class AuxiliaryJob {
  private static final int TOKEN_DIGITS = 40;

  private final PlanBundle bundle;
  private final BatchSetup route;
  private final JobOperation work;

  /** What a plan may leave to a job. */
  public enum Kind {
    /** The MD5s of objects whose ETag proves nothing. */
    CHECKSUM,
    /** Archived objects to copy from. */
    RESTORE
  }

  /**
   * A job that was created.
   *
   * @param id its id
   * @param objects the objects in its manifest
   * @param manifest the manifest in the plan's directory
   * @param report where the manifest of its completion report will be
   */
  public record Created(String id, long objects, Path manifest, S3Location report) {}

  private AuxiliaryJob(PlanBundle bundle, BatchSetup route, JobOperation work) {
    this.bundle = bundle;
    this.route = route;
    this.work = work;
  }

  /**
   * Creates the job, or finds the one that was created of this plan before.
   *
   * @param restore how to restore; of a restore alone
   * @return nothing if the plan leaves nothing to such a job
   * @throws StocktakeException if the job cannot be made, with the reason
   */
  public static Optional<Created> create(
      PlanBundle bundle, Kind kind, RestoreTerms restore, BatchSetup route) throws IOException {
    JobOperation work =
        kind == Kind.CHECKSUM
            ? JobOperation.checksum(bundle.plan().destination().bucket())
            : JobOperation.restore(copyFrom(bundle).bucket(), restore);
    return new AuxiliaryJob(bundle, route, work).create();
  }

  private Optional<Created> create() throws IOException {
    Path file = bundle.directory().resolve(work.kind().code() + "-job.csv");
    long rows = compile(file);
    if (rows == 0) {
      return Optional.empty();
    }
    JobRequest request = request(file);
    AuxiliaryJobRecord fresh = AuxiliaryJobRecord.of(work, route.terms().reports(), rows);
    AuxiliaryJobRecord begun = fresh.before(bundle).orElse(fresh);
    begun.write(bundle);
    String id = create(request, begun);
    AuxiliaryJobRecord known = begun.id().equals(id) ? begun : fresh.withId(id);
    known.write(bundle);
    return Optional.of(new Created(id, rows, file, known.report()));
  }

  /** What S3 refuses is forgotten, unless an earlier answer told its id. */
  private String create(JobRequest request, AuxiliaryJobRecord record) throws IOException {
    try {
      return IdempotentCreation.create(
          route.jobs(),
          request,
          new Backoff(route.patience(), halt()),
          "the " + name(work) + " job");
    } catch (JobsException e) {
      if (record.id().isEmpty()) {
        record.delete(bundle);
      }
      throw StocktakeException.environment(
          "the "
              + name(work)
              + " job of "
              + bundle.directory()
              + " cannot be made: "
              + e.getMessage(),
          e);
    }
  }

  private long compile(Path file) throws IOException {
    try (ManifestWriter manifest = new ManifestWriter(file, work.bucket(), false)) {
      bundle.rows(
          (ordinal, row) -> {
            if (concerns(row)) {
              manifest.row(object(row), Optional.empty());
            }
            return true;
          });
      return manifest.rows();
    }
  }

  private boolean concerns(PlanRow row) {
    boolean wanted =
        isChecksum()
            ? row.reason() == Reason.ENCRYPTED || row.reason() == Reason.PART_SIZE_UNKNOWN
            : row.reason() == Reason.ARCHIVED;
    return row.action() == Action.NONE && wanted;
  }

  private ObjectKey object(PlanRow row) {
    return isChecksum() ? row.key() : new ObjectKey(copyFrom(bundle).prefix() + row.path());
  }

  private boolean isChecksum() {
    return work.kind() == JobOperation.Kind.CHECKSUM;
  }

  private static S3Location copyFrom(PlanBundle bundle) {
    return S3Location.parse(bundle.plan().options().get(Plan.COPY_FROM));
  }

  private JobRequest request(Path file) throws IOException {
    ObjectKey key =
        new ObjectKey(
            route.terms().manifests().prefix()
                + bundle.digest().substring(0, 16)
                + "/"
                + file.getFileName());
    ETag etag = new ManifestUpload(route.manifests(), halt()).put(file, key);
    String token = bundle.digest().substring(0, TOKEN_DIGITS) + "-" + name(work);
    return new JobRequest(
        work,
        bundle.plan().destination().bucket(),
        Optional.empty(),
        new JobRequest.Manifest(
            route.terms().manifests().bucket(), key.value(), etag.value(), false),
        route.terms(),
        token,
        JobLabel.of(bundle, name(work) + " job", token));
  }

  private static RunControl halt() {
    return new RunControl(Duration.ofSeconds(10));
  }

  /** Names the job of such work within its plan; restores on other terms are other jobs. */
  public static String name(JobOperation work) {
    String terms =
        work.restore()
            .filter(restore -> !restore.equals(RestoreTerms.DEFAULT))
            .map(restore -> "-" + restore.code())
            .orElse("");
    return work.kind().code() + terms;
  }
}
