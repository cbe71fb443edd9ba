package io.stocktake.cli.commands;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.screen.Screen;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.Job;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.executor.batch.report.ReportTotals;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.batch.CompletionReport;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stocktake jobs report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Read the completion report of any S3 Batch Operations job, whoever created it.",
      "Exits with 3 if a task failed or was never begun."
    })
public final class JobReportCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "JOB",
      description = {
        "s3://BUCKET/PREFIX/job-ID/manifest.json, or a job's id, which S3 is asked about (with"
            + " --account)."
      })
  private String job;

  @Option(
      names = "--account",
      paramLabel = "DIGITS",
      description = "The account of the job, if it is given by its id: twelve digits.")
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
    try (AwsSession session = connection.open(ConnectionOptions.CONNECTIONS)) {
      Optional<Job> said = S3Location.isS3(job) ? Optional.empty() : Optional.of(ask(session));
      S3Location manifest = said.isPresent() ? manifest(said.get()) : ReportPlace.manifest(job);
      CompletionReport report =
          CompletionReport.open(session.deliveries(manifest.bucket()), manifest.prefix())
              .orElseThrow(() -> missing(manifest, said));
      ReportTotals totals = ReportTotals.of(report);
      JobReportText text = new JobReportText(screen, output.json);
      if (rows) {
        report.rows(text::row);
      }
      Optional<Job.Progress> counted = said.flatMap(Job::progress);
      text.totals(manifest, totals, counted);
      boolean done = totals.failed() == 0 && counted.map(JobReportText::allSucceeded).orElse(true);
      return done ? 0 : ExitCode.INCOMPLETE;
    }
  }

  private Job ask(AwsSession session) throws IOException {
    if (account == null || !account.matches("[0-9]{12}")) {
      throw StocktakeException.usage(
          "a job is named by s3://BUCKET/PREFIX/job-ID/manifest.json, or by its id and --account"
              + " with twelve digits");
    }
    try (BatchJobs jobs = session.jobs(account)) {
      return jobs.describe(job);
    } catch (JobsException e) {
      throw e.kind() == JobsException.Kind.NO_SUCH_JOB
          ? StocktakeException.environment(
              "there is no job " + job + " in the account " + account + " and this Region", e)
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
            + said.map(j -> "; the job is " + j.state().code()).orElse("")
            + "; S3 writes it when a job has ended, if it began a task at all");
  }
}
