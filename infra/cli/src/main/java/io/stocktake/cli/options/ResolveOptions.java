package io.stocktake.cli.options;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.inputs.SessionFactory;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.batch.create.AuxiliaryJob;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.jobs.RestoreTerms;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Plan;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Option --resolve: jobs that find out for the next plan what this one cannot tell. */
public final class ResolveOptions {
  /** The kinds of jobs. */
  public enum Resolve implements CodedEnum {
    CHECKSUM_JOB("checksum-job", AuxiliaryJob.Kind.CHECKSUM),
    RESTORE_JOB("restore-job", AuxiliaryJob.Kind.RESTORE);

    private final String code;
    private final AuxiliaryJob.Kind kind;

    Resolve(String code, AuxiliaryJob.Kind kind) {
      this.code = code;
      this.kind = kind;
    }

    @Override
    public String code() {
      return code;
    }

    /** As it is typed. */
    @Override
    public String toString() {
      return code;
    }
  }

  @Option(
      names = "--resolve",
      split = ",",
      paramLabel = "checksum-job|restore-job",
      description = {
        "Have S3 Batch Operations find out for the next plan what this one cannot tell:"
            + " checksum-job"
            + " computes the MD5 of objects whose ETag proves nothing, restore-job restores"
            + " archived"
            + " objects that could be copied (see --restore-days). Needs --role and --jobs-at."
      })
  private List<Resolve> resolve = List.of();

  @Mixin private RestoreOptions restore;
  @Mixin private EvidenceOptions evidence;
  @Mixin private JobOptions jobOptions;

  /**
   * Jobs that cannot be made are refused before anything is planned.
   *
   * @param copies whether the plan may copy from another bucket
   */
  public void check(boolean copies) throws StocktakeException {
    restore.check(resolve);
    if (resolve.contains(Resolve.RESTORE_JOB) && !copies) {
      throw StocktakeException.usage(
          "--resolve restore-job is for what could be copied: it needs --copy-from");
    }
    if (!resolve.isEmpty()) {
      check(jobOptions);
    }
  }

  public static void check(JobOptions jobOptions) throws StocktakeException {
    jobOptions.account();
    if (!jobOptions.given()) {
      throw StocktakeException.usage(
          "--resolve needs --role and --jobs-at: the role that jobs run under, and where their"
              + " manifests and reports are kept");
    }
  }

  /** Evidence of objects' content besides their ETags. */
  public EvidenceOptions evidence() {
    return evidence;
  }

  /** Makes the jobs of the plan that was just sealed, or says how to make them later. */
  public Map<Resolve, Optional<AuxiliaryJob.Created>> submit(
      Screen screen, PlanBundle bundle, ConnectionOptions connection) throws IOException {
    if (resolve.isEmpty()) {
      return Map.of();
    }
    try {
      return submit(bundle, resolve, restore, jobOptions, connection);
    } catch (IOException | RuntimeException e) {
      screen.note("The plan is sealed. To create its jobs, or find them again:");
      screen.note(
          "  stocktake jobs resolve "
              + bundle.directory()
              + " --resolve "
              + resolve.stream().map(Resolve::toString).collect(Collectors.joining(","))
              + restore.asTyped()
              + jobOptions.asTyped()
              + connection.asTyped());
      throw e;
    }
  }

  /** Makes the jobs of a sealed plan, or finds those that were made of it before. */
  public static Map<Resolve, Optional<AuxiliaryJob.Created>> submit(
      PlanBundle bundle,
      List<Resolve> resolve,
      RestoreOptions restore,
      JobOptions jobOptions,
      ConnectionOptions connection)
      throws IOException {
    check(jobOptions);
    if (resolve.contains(Resolve.RESTORE_JOB)
        && !bundle.plan().options().containsKey(Plan.COPY_FROM)) {
      throw StocktakeException.usage(
          "--resolve restore-job is for what could be copied: "
              + bundle.directory()
              + " was planned without --copy-from");
    }
    Map<Resolve, Optional<AuxiliaryJob.Created>> created = new LinkedHashMap<>();
    JobOptions.Settings settings = jobOptions.settings(RouteChoice.defaults());
    try (AwsSession session = connection.open(SessionFactory.CONNECTIONS);
        BatchJobs jobs = session.jobs(settings.account())) {
      BatchSetup route = settings.setup(session, jobs);
      for (Resolve what : resolve) {
        created.put(what, AuxiliaryJob.create(bundle, what.kind, restore.terms(), route));
      }
    }
    return created;
  }

  /** Tells what jobs were made, and what is to be done when they have ended. */
  public void print(
      Screen screen, PlanBundle bundle, Map<Resolve, Optional<AuxiliaryJob.Created>> jobs)
      throws StocktakeException {
    print(screen, bundle, jobs, restore, jobOptions);
  }

  public static void print(
      Screen screen,
      PlanBundle bundle,
      Map<Resolve, Optional<AuxiliaryJob.Created>> jobs,
      RestoreOptions restore,
      JobOptions jobOptions)
      throws StocktakeException {
    RestoreTerms terms = restore.terms();
    jobs.forEach(
        (what, job) -> {
          if (job.isEmpty()) {
            screen.line("No %s: there is nothing for it to do.", what);
            return;
          }
          boolean restores = what == Resolve.RESTORE_JOB;
          screen.line(
              "%s %s over %s%s, listed in %s",
              what,
              job.get().id(),
              NumberFormat.count(job.get().objects(), "object"),
              restores ? ", " + terms : "",
              job.get().manifest());
          if (jobOptions.confirms()) {
            screen.line(
                "  It waits until it is confirmed: stocktake jobs confirm %s%s",
                bundle.directory(), jobOptions.asTyped());
          }
          screen.line(
              restores
                  ? "  " + afterwards(terms) + " Its report: %s"
                  : "  When it has ended, plan again with --checksum-report %s",
              job.get().report());
        });
  }

  /** An inventory tells of an access tier, but not whether an archived class is restored. */
  private static String afterwards(RestoreTerms terms) {
    return "Restoring takes up to "
        + terms.hours()
        + " hours after it has ended; then plan again "
        + (terms.days().isPresent() ? "with --restored." : "with an inventory made after that.");
  }

  /** The jobs that there are, by name. */
  public static Map<String, AuxiliaryJob.Created> created(
      Map<Resolve, Optional<AuxiliaryJob.Created>> jobs) {
    Map<String, AuxiliaryJob.Created> created = new LinkedHashMap<>();
    jobs.forEach((what, job) -> job.ifPresent(made -> created.put(what.code(), made)));
    return created;
  }
}
