package io.stocktake.cli.options;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.parse.Checked;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.JobDefaults;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.executor.batch.routing.RoutePreference;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.executor.batch.setup.PollingPolicy;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Options of S3 Batch Operations jobs: role, places, priority and confirmation. */
public final class JobOptions {
  private static final Pattern ROLE = Pattern.compile("arn:[^:]+:iam::([0-9]{12}):role/.+");

  @Option(
      names = "--role",
      paramLabel = "ARN",
      description =
          "The role that jobs run under; see infra/deploy for one. Its account runs them.")
  private String role;

  @Option(
      names = "--jobs-at",
      paramLabel = "s3://BUCKET[/PREFIX]",
      description = "Where to keep manifests and reports of jobs.")
  private S3Location place;

  @Option(
      names = "--priority",
      paramLabel = "N",
      defaultValue = "10",
      description = "Priority of jobs; the higher goes first (default: 10).")
  private int priority;

  @Option(
      names = "--confirm",
      description = "Jobs wait until you confirm them (stocktake jobs confirm).")
  private boolean confirm;

  @Option(
      names = "--report-within",
      paramLabel = "SECONDS",
      defaultValue = "900",
      description = {
        "How long to wait for the report of a job that has ended (default: 900). Rows without a"
            + " report are unknown; the next apply checks them."
      })
  private int reportWithin;

  /** Whether the account of jobs is known. */
  public boolean hasRole() {
    return role != null;
  }

  /** Whether jobs wait until somebody confirms them. */
  boolean confirms() {
    return confirm;
  }

  /** Whether jobs can be made at all. */
  boolean given() {
    return role != null && place != null;
  }

  /** These options as they would be typed again. */
  String asTyped() {
    return " --role " + role + " --jobs-at " + place;
  }

  /**
   * Refuses jobs that cannot be made, if they were asked for.
   *
   * @param via the way that rows are to go
   */
  public void refuseHalf(RoutePreference via) throws StocktakeException {
    if (given()) {
      account();
    } else if (via == RoutePreference.BATCH || role != null || place != null) {
      throw StocktakeException.usage(
          "S3 Batch Operations need --role and --jobs-at: the role that jobs run under, and where"
              + " their"
              + " manifests and reports are kept");
    }
  }

  /** The account whose jobs they are. */
  public String account() throws StocktakeException {
    Matcher matcher = ROLE.matcher(role == null ? "" : role);
    if (!matcher.matches()) {
      throw StocktakeException.usage(
          "--role is required, in the form arn:aws:iam::123456789012:role/name");
    }
    return matcher.group(1);
  }

  /** The jobs of the account, or null if none can be made; the caller closes them. */
  public BatchJobs open(AwsSession session) throws StocktakeException {
    return given() ? session.jobs(account()) : null;
  }

  /**
   * The way for jobs, if rows may go by any.
   *
   * @param jobs those of the account, or null
   */
  public Optional<BatchSetup> setup(AwsSession session, BatchJobs jobs, RouteChoice routes)
      throws IOException {
    return jobs == null || routes.via == RoutePreference.DIRECT
        ? Optional.empty()
        : Optional.of(route(session, jobs, routes.options()));
  }

  /** The way for jobs. */
  BatchSetup route(AwsSession session, BatchJobs jobs, RouteOptions routes)
      throws StocktakeException {
    return Checked.value(
        () ->
            new BatchSetup(
                jobs,
                session.store(place.bucket()),
                session.deliveries(place.bucket()),
                new JobDefaults(role, priority, confirm, place, place),
                routes,
                PollingPolicy.defaults().withReport(Duration.ofSeconds(reportWithin))));
  }
}
