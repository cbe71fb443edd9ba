package io.stocktake.executor.batch;

import io.stocktake.executor.batch.jobs.JobRequest;
import io.stocktake.executor.batch.jobs.JobWork;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.flow.Halt;
import io.stocktake.manifests.ETag;
import io.stocktake.manifests.ObjectKey;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import io.stocktake.manifests.batch.ManifestWriter;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanBundle;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.TagSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A job that helps the next plan, since it writes no object: it computes the checksums that this
 * plan lacked, or restores the archived objects that it could have copied. Its manifest is kept in
 * the plan's directory.
 */
public final class SideJob {
  private static final int TOKEN_DIGITS = 40;

  private final PlanBundle bundle;
  private final BatchRoute route;
  private final Kind kind;

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
   * @param manifest the manifest as it lies in the plan's directory
   * @param report where the manifest of its completion report will be
   */
  public record Created(String id, long objects, Path manifest, S3Location report) {}

  private SideJob(PlanBundle bundle, BatchRoute route, Kind kind) {
    this.bundle = bundle;
    this.route = route;
    this.kind = kind;
  }

  /**
   * Creates the job, or finds the one that was created of this plan before.
   *
   * @return nothing if the plan leaves nothing to such a job
   * @throws StocktakeException if the job cannot be made, with the reason
   */
  public static Optional<Created> create(PlanBundle bundle, Kind kind, BatchRoute route)
      throws IOException {
    return new SideJob(bundle, route, kind).create();
  }

  private Optional<Created> create() throws IOException {
    Path file = bundle.directory().resolve(name() + "-job.csv");
    long rows = compile(file);
    if (rows == 0) {
      return Optional.empty();
    }
    JobRequest request = request(file);
    String id;
    try {
      id =
          CreateOnce.create(
              route.jobs(),
              request,
              new Backoff(route.patience(), halt()),
              "the " + name() + " job");
    } catch (JobsException e) {
      throw StocktakeException.environment(
          "the " + name() + " job of " + bundle.directory() + " cannot be made: " + e.getMessage(),
          e);
    }
    S3Location reports = route.terms().reports();
    String key = CompletionReport.manifestKey(route.terms().reportPrefix(), id);
    return Optional.of(new Created(id, rows, file, new S3Location(reports.bucket(), key)));
  }

  private long compile(Path file) throws IOException {
    try (ManifestWriter manifest = new ManifestWriter(file, work().bucket(), false)) {
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
    return row.action() == Action.NONE
        && switch (kind) {
          case CHECKSUM ->
              row.reason() == Reason.ENCRYPTED || row.reason() == Reason.PART_SIZE_UNKNOWN;
          case RESTORE -> row.reason() == Reason.ARCHIVED;
        };
  }

  private ObjectKey object(PlanRow row) {
    return kind == Kind.CHECKSUM ? row.key() : new ObjectKey(copyFrom().prefix() + row.path());
  }

  private JobWork work() {
    return kind == Kind.CHECKSUM
        ? new JobWork(JobWork.Kind.CHECKSUM, bundle.plan().destination().bucket(), "", TagSet.EMPTY)
        : new JobWork(JobWork.Kind.RESTORE, copyFrom().bucket(), "", TagSet.EMPTY);
  }

  private S3Location copyFrom() {
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
    String token = bundle.digest().substring(0, TOKEN_DIGITS) + "-" + name();
    return new JobRequest(
        work(),
        bundle.plan().destination().bucket(),
        Optional.empty(),
        new JobRequest.Manifest(
            route.terms().manifests().bucket(), key.value(), etag.value(), false),
        route.terms(),
        token,
        "Stocktake plan "
            + bundle.digest().substring(0, 12)
            + ", "
            + name()
            + " job, token "
            + token);
  }

  private static Halt halt() {
    return new Halt(Duration.ofSeconds(10));
  }

  private String name() {
    return kind == Kind.CHECKSUM ? "checksum" : "restore";
  }
}
