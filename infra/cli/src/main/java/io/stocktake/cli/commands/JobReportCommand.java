package io.stocktake.cli.commands;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.inputs.ReportLocation;
import io.stocktake.cli.inputs.SessionFactory;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.jobs.JobReportText;
import io.stocktake.cli.view.jobs.JobReportView;
import io.stocktake.cli.view.jobs.ReportRowView;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobState;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.report.ReportTotals;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stocktake jobs report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Read the completion report of any S3 Batch Operations job, of any creator, operation and"
          + " result.",
      "Exits with 3 if a task failed or was never begun."
    })
public final class JobReportCommand implements Callable<Integer> {

  private static final Pattern FOLDER =
      Pattern.compile("(?:.*/)?job-([A-Za-z0-9_-]{5,36})/[^/]*", Pattern.DOTALL);

  @Parameters(
      paramLabel = "JOB",
      description = {
        "s3://BUCKET/PREFIX/job-ID/manifest.json, or a job's id, which S3 is asked about (with"
            + " --account). The report does not say what the job did; with --account S3 is asked."
      })
  private String job;

  @Option(
      names = "--account",
      paramLabel = "DIGITS",
      description = {
        "The account of the job: twelve digits. S3 is then asked about the job's operation, state"
            + " and manifest; needed where the job is given by its id."
      })
  private String account;

  @Option(names = "--rows", description = "Print every row: key, version, outcome, code, message.")
  private boolean rows;

  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public JobReportCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    try (AwsSession session = connection.open(SessionFactory.CONNECTIONS)) {
      Optional<Job> said = said(session);
      S3Location manifest =
          S3Location.isS3(job) ? ReportLocation.manifest(job) : manifest(said.orElseThrow());
      CompletionReport report =
          CompletionReport.open(session.deliveries(manifest.bucket()), manifest.prefix())
              .orElseThrow(() -> missing(manifest, said));
      ReportTotals totals = ReportTotals.of(report);
      if (rows) {
        report.rows(row -> output.show(screen, ReportRowView.of(row), view -> view.print(screen)));
      }
      output.show(screen, JobReportView.of(manifest, totals, said), new JobReportText(screen));
      boolean done = totals.failed() == 0 && said.map(JobReportCommand::allSucceeded).orElse(true);
      return ExitCode.doneIf(done).code();
    }
  }

  /** Whether S3 says that every task succeeded; a job that failed may not know all its tasks. */
  private static boolean allSucceeded(Job job) {
    return job.state() != JobState.FAILED
        && job.progress()
            .map(counted -> counted.succeeded() == counted.total())
            .orElse(job.state() == JobState.COMPLETE);
  }

  private Optional<Job> said(AwsSession session) throws IOException {
    if (S3Location.isS3(job) && account == null) {
      return Optional.empty();
    }
    if (account == null || !account.matches("[0-9]{12}")) {
      throw StocktakeException.usage(
          "a job is named by s3://BUCKET/PREFIX/job-ID/manifest.json, or by its id and --account"
              + " with twelve digits");
    }
    return Optional.of(ask(session, S3Location.isS3(job) ? id() : job));
  }

  private String id() throws StocktakeException {
    Matcher folder = FOLDER.matcher(ReportLocation.manifest(job).prefix());
    if (!folder.matches()) {
      throw StocktakeException.usage(
          job
              + " is in no folder job-ID, so S3 cannot be asked about the job: leave out --account");
    }
    return folder.group(1);
  }

  private Job ask(AwsSession session, String id) throws IOException {
    try (BatchJobs jobs = session.jobs(account)) {
      return jobs.describe(id);
    } catch (JobsException e) {
      throw e.kind() == JobsException.Kind.NO_SUCH_JOB
          ? StocktakeException.environment(
              "there is no job " + id + " in the account " + account + " and this Region", e)
          : e;
    }
  }

  private static S3Location manifest(Job job) throws StocktakeException {
    S3Location reports =
        job.reports()
            .orElseThrow(
                () ->
                    StocktakeException.environment(
                        "the job " + job.id() + " was created without a report"));
    return new S3Location(
        reports.bucket(), CompletionReport.manifestKey(reports.prefix(), job.id()));
  }

  private static StocktakeException missing(S3Location manifest, Optional<Job> said) {
    return StocktakeException.environment(
        "there is no report at "
            + manifest
            + said.map(j -> "; the job is " + j.inWords()).orElse("")
            + "; S3 writes it when a job has ended, if it began a task at all");
  }
}
