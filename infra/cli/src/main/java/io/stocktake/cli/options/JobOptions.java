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
  private void refuseIncomplete(RoutePreference via) throws StocktakeException {
    if (given()) {
      account();
    } else if (via == RoutePreference.BATCH || role != null || place != null) {
      throw StocktakeException.usage(
          "S3 Batch Operations need --role and --jobs-at: the role that jobs run under, and where"
              + " their manifests and reports are kept");
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

  /**
   * What the jobs of rows are made with; none if no row may go by one.
   *
   * @throws StocktakeException if jobs are asked for and cannot be made so
   */
  public Optional<Settings> settings(RouteChoice routes) throws IOException {
    refuseIncomplete(routes.via);
    return given() && routes.via != RoutePreference.DIRECT
        ? Optional.of(settings(routes.options()))
        : Optional.empty();
  }

  /** What jobs are made with. */
  Settings settings(RouteOptions routes) throws StocktakeException {
    String account = account();
    return Checked.value(
        () ->
            new Settings(
                account,
                new JobDefaults(role, priority, confirm, place, place),
                routes,
                PollingPolicy.defaults().withReport(Duration.ofSeconds(reportWithin))));
  }

  /**
   * What jobs are made with, besides what must be opened for them.
   *
   * @param account whose jobs they are
   */
  public record Settings(
      String account, JobDefaults defaults, RouteOptions routes, PollingPolicy polling) {
    /**
     * The way for jobs.
     *
     * @param jobs those of the account
     */
    public BatchSetup setup(AwsSession session, BatchJobs jobs) {
      String bucket = defaults.manifests().bucket();
      return new BatchSetup(
          jobs, session.store(bucket), session.deliveries(bucket), defaults, routes, polling);
    }
  }
}
