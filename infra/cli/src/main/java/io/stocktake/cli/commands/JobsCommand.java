package io.stocktake.cli.commands;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.JobOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.options.ResolveOptions;
import io.stocktake.cli.options.RestoreOptions;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.jobs.JobText;
import io.stocktake.cli.view.jobs.JobView;
import io.stocktake.executor.batch.JobChange;
import io.stocktake.executor.batch.JobStatus;
import io.stocktake.executor.batch.create.AuxiliaryJob;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.JobsException;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stocktake jobs}. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = {
      "List and manage the S3 Batch Operations jobs of a plan, and read the report of any job."
    },
    subcommands = JobReportCommand.class)
public final class JobsCommand implements Runnable {
  private final Screen screen;
  private @Spec CommandSpec spec;

  /** Commands that speak to this screen. */
  public JobsCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: stocktake jobs list, confirm, cancel, priority, resolve or report");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "List a plan's jobs, those of --resolve included; with --role, as S3 sees them now."
      })
  int list(
      @Parameters(paramLabel = "PLAN", description = "The plan's directory.") Path plan,
      @Mixin JobOptions jobOptions,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOptions output)
      throws IOException {
    PlanBundle bundle = PlanBundle.open(plan);
    List<JobStatus> jobs;
    if (jobOptions.hasRole()) {
      try (AwsSession session = connection.open(1);
          BatchJobs control = session.jobs(jobOptions.account())) {
        jobs = JobStatus.list(bundle, Optional.of(control));
      }
    } else {
      jobs = JobStatus.list(bundle, Optional.empty());
    }
    for (JobStatus job : jobs) {
      output.show(screen, JobView.of(job), new JobText(screen));
    }
    return ExitCode.DONE.code();
  }

  @Command(
      name = "confirm",
      mixinStandardHelpOptions = true,
      description = {
        "Confirm jobs that wait for it, those of --resolve included.",
        "Exits with 3 if one cannot be confirmed, with the reason."
      })
  int confirm(
      @Parameters(paramLabel = "PLAN", description = "The plan's directory.") Path plan,
      @Mixin JobOptions jobOptions,
      @Mixin ConnectionOptions connection)
      throws IOException {
    return change(plan, jobOptions, connection, JobChange.confirm());
  }

  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = {
        "Cancel a plan's jobs, those of --resolve included; finished tasks stay done.",
        "Exits with 3 if one cannot be cancelled, with the reason."
      })
  int cancel(
      @Parameters(paramLabel = "PLAN", description = "The plan's directory.") Path plan,
      @Mixin JobOptions jobOptions,
      @Mixin ConnectionOptions connection)
      throws IOException {
    return change(plan, jobOptions, connection, JobChange.cancel());
  }

  @Command(
      name = "priority",
      mixinStandardHelpOptions = true,
      description = "Change the priority of a plan's jobs, those of --resolve included.")
  int priority(
      @Parameters(index = "0", paramLabel = "PLAN", description = "The plan's directory.")
          Path plan,
      @Option(names = "--to", required = true, paramLabel = "N", description = "The priority.")
          int priority,
      @Mixin JobOptions jobOptions,
      @Mixin ConnectionOptions connection)
      throws IOException {
    return change(plan, jobOptions, connection, JobChange.priority(priority));
  }

  @Command(
      name = "resolve",
      mixinStandardHelpOptions = true,
      description = {
        "Create the jobs of plan --resolve for a sealed plan; existing ones are found again."
      })
  int resolve(
      @Parameters(paramLabel = "PLAN", description = "The plan's directory.") Path plan,
      @Option(
              names = "--resolve",
              required = true,
              split = ",",
              paramLabel = "checksum-job|restore-job",
              description = "Which jobs.")
          List<ResolveOptions.Resolve> resolve,
      @Mixin RestoreOptions restore,
      @Mixin JobOptions jobOptions,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOptions output)
      throws IOException {
    restore.check(resolve);
    PlanBundle bundle = PlanBundle.open(plan);
    bundle.verify();
    Map<ResolveOptions.Resolve, Optional<AuxiliaryJob.Created>> jobs =
        ResolveOptions.submit(bundle, resolve, restore, jobOptions, connection);
    output.show(
        screen,
        ResolveOptions.created(jobs),
        created -> ResolveOptions.print(screen, bundle, jobs, restore, jobOptions));
    return ExitCode.DONE.code();
  }

  /** Changes every job of the plan that has not ended. */
  private int change(
      Path plan, JobOptions jobOptions, ConnectionOptions connection, JobChange wanted)
      throws IOException {
    PlanBundle bundle = PlanBundle.open(plan);
    List<JobChange.Change> changes;
    try (AwsSession session = connection.open(1);
        BatchJobs jobs = session.jobs(jobOptions.account())) {
      changes = wanted.of(bundle, jobs);
    } catch (JobsException e) {
      throw StocktakeException.environment(e.getMessage(), e);
    }
    for (JobChange.Change change : changes) {
      screen.line("%s  %s  %s", change.name(), change.id(), Printable.of(change.sentence()));
    }
    if (changes.isEmpty()) {
      screen.note("No job of this plan is under way.");
    }
    return ExitCode.doneIf(changes.stream().allMatch(JobChange.Change::good)).code();
  }
}
