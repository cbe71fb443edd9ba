package io.stocktake.cli.commands;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.aws.keys.UsedKeys;
import io.stocktake.cli.commands.Converters.ByteSize;
import io.stocktake.cli.screen.ProblemText;
import io.stocktake.cli.screen.ProgressLine;
import io.stocktake.cli.screen.Screen;
import io.stocktake.cli.screen.Words;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.Progress;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.apply.Terms;
import io.stocktake.executor.batch.BatchRoute;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.compat.Needs;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.lease.Leasing;
import io.stocktake.executor.pace.Pace;
import io.stocktake.executor.report.Reasons;
import io.stocktake.executor.routes.Via;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.plan.PlanBundle;
import io.stocktake.manifests.plan.ProblemCounts;
import io.stocktake.manifests.rules.PropertyRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stocktake apply}. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = {
      "Carry out a plan: upload and delete, each write guarded by what the plan saw.",
      "Run it again to resume; what is done is not done twice."
    })
public final class ApplyCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "PLAN", description = "The plan's directory.")
  private Path plan;

  @Option(
      names = "--source",
      paramLabel = "DIR",
      description = {
        "Refuse the plan unless its files come from this directory. A plan names its source itself,"
            + " so give this for a plan that others made."
      })
  private Path source;

  @Option(
      names = "--part-size",
      paramLabel = "SIZE",
      defaultValue = "16Mi",
      description = "Size of a part; grows for files above 10,000 parts (default: 16Mi).")
  private ByteSize partSize;

  @Mixin private SendingOptions sending;
  @Mixin private SafetyOptions safety;
  @Mixin private LeaseOptions leases;
  @Mixin private CompatOptions compat;
  @Mixin private KeyOptions keyFiles;
  @Mixin private RouteChoice routes;
  @Mixin private JobOptions jobOptions;
  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public ApplyCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PlanBundle bundle = PlanBundle.open(plan);
    DirectOptions options = sending.options(partSize);
    refuseOtherSource(bundle.plan());
    refuseBatchWithoutRole();
    CustomerKeys keys = keys(bundle.plan());
    try (LiveRates rates = sending.rates(output.config, screen)) {
      return apply(bundle, options, keys, Pace.of(rates, options.maxInFlight()));
    }
  }

  /** A plan whose rules mean nothing is refused as such when it is carried out. */
  private CustomerKeys keys(Plan of) throws StocktakeException {
    try {
      return keyFiles.of(PropertyRules.of(of), of.destination().prefix(), screen);
    } catch (IllegalArgumentException e) {
      return CustomerKeys.NONE;
    }
  }

  private int apply(PlanBundle bundle, DirectOptions options, CustomerKeys keys, Pace pace)
      throws IOException, InterruptedException {
    String bucket = bundle.plan().destination().bucket();
    try (AwsSession session = connection.open(options.maxInFlight(), pace);
        BatchJobs jobs = jobOptions.given() ? session.jobs(jobOptions.account()) : null) {
      session.checkBucket(bucket);
      Optional<BatchRoute> batch =
          jobs == null || routes.via == Via.DIRECT
              ? Optional.empty()
              : Optional.of(jobOptions.route(session, jobs, routes.options()));
      CompatOptions.Destination to =
          compat.open(
              session,
              destination(bundle.plan()),
              keys,
              () -> Needs.of(bundle, options),
              Optional.of(plan));
      PlanExecutor executor =
          new PlanExecutor(bundle, to.store(), to.held(), batch, options, pace, Clock.systemUTC());
      Terms terms = terms(bundle.plan(), session, keys, to.notes());
      try (Interrupts interrupts = Interrupts.callOnce(executor::stop)) {
        RunReport report = run(bundle, executor, terms);
        report(bundle, report, executor);
        return exitCode(report, ProblemCounts.of(bundle));
      }
    }
  }

  private void refuseBatchWithoutRole() throws StocktakeException {
    if (!jobOptions.given() && (routes.via == Via.BATCH || jobOptions.begun())) {
      throw StocktakeException.usage(
          "S3 Batch Operations need --role and --jobs-at: the role that jobs run under, and where their"
              + " manifests and reports are kept");
    }
  }

  private void refuseOtherSource(Plan of) throws IOException {
    if (source != null && !source.toRealPath().equals(real(Path.of(of.source().root())))) {
      throw StocktakeException.refused(
          "the plan's files come from "
              + of.source().root()
              + ", not from "
              + source
              + " (--source); nothing was done");
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  private static S3Location destination(Plan of) {
    return new S3Location(of.destination().bucket(), of.destination().prefix());
  }

  private Terms terms(Plan of, AwsSession session, CustomerKeys keys, List<String> notes)
      throws IOException {
    Leasing leasing = leases.leasing(session, destination(of), plan, screen);
    return new Terms(
        safety.safety(),
        lost -> {
          // Here no other run of the plan may go on, and nothing has been written yet.
          new UsedKeys(plan).insist(keys);
          return leasing.take(lost);
        },
        notes,
        Version.text());
  }

  /** Where files come from, and where they go. */
  private static String sides(Plan of) {
    return of.source().root() + " to " + destination(of);
  }

  private RunReport run(PlanBundle bundle, PlanExecutor executor, Terms terms)
      throws IOException, InterruptedException {
    if (!output.quiet) {
      screen.note("Applying " + plan + ": " + sides(bundle.plan()));
    }
    try (ProgressLine line = new ProgressLine(screen, output.quiet, () -> describe(executor))) {
      return executor.run(terms);
    }
  }

  private void report(PlanBundle bundle, RunReport report, PlanExecutor executor)
      throws IOException {
    Reasons reasons = OutcomeText.reasons(report.outcomes(), List.of(bundle.directory()));
    if (output.json) {
      Map<String, Object> json = json(report);
      json.put("reasons", reasons.json());
      json.put("source", bundle.plan().source().root());
      json.put("destination", destination(bundle.plan()).toString());
      json.put("coverage", bundle.plan().source().coverage().code());
      json.putAll(ProblemText.json(ProblemCounts.of(bundle)));
      screen.json(json);
    } else {
      print(bundle, report, reasons);
      JobText.print(screen, executor.jobs());
    }
  }

  private static String describe(PlanExecutor executor) {
    Progress progress = executor.progress();
    long tasks =
        executor.jobs().stream()
            .flatMap(job -> job.progress().stream())
            .mapToLong(p -> p.succeeded() + p.failed())
            .sum();
    return String.format(
        java.util.Locale.ROOT,
        "%,d of %,d rows, %s of %s sent%s%s",
        progress.rows(),
        progress.rowsPlanned(),
        Words.bytes(progress.bytesSent()),
        Words.bytes(progress.bytesPlanned()),
        tasks == 0 ? "" : ", " + Words.count(tasks) + " tasks done in jobs",
        progress.troubled() == 0
            ? ""
            : ", " + Words.count(progress.troubled()) + " not as planned");
  }

  private void print(PlanBundle bundle, RunReport report, Reasons reasons) throws IOException {
    Plan plan = bundle.plan();
    screen.line("Applied %s: %s", bundle.directory(), sides(plan));
    OutcomeText.print(screen, report.outcomes(), report.left(), reasons);
    screen.line(
        "  sent %s in %s, %s.",
        Words.sent(report.bytesSent(), report.bytesSaved()),
        Words.duration(report.elapsed()),
        Words.count(report.requests(), "request"));
    if (report.stopped()) {
      screen.line("Interrupted. Resume with: stocktake apply " + bundle.directory());
    }
    report.notes().forEach(note -> screen.line("  " + note));
    if (report.unfinished() > 0) {
      screen.line(
          "Begun in parts and not ended: %s; the next apply goes on with that. To give up instead:"
              + " stocktake uploads abort s3://%s/%s --older-than 7d",
          Words.count(report.unfinished(), "upload"),
          plan.destination().bucket(),
          plan.destination().prefix());
    }
    UndoText.print(screen, report.undo());
    report
        .residual()
        .ifPresent(
            residual ->
                screen.line("What is not done is a plan of its own: stocktake apply " + residual));
    if (report.rows(Outcome.DRIFTED) > 0) {
      screen.line(
          "Drifted rows were left untouched: file or object changed since the plan."
              + " Make a new plan for them; see: stocktake status "
              + bundle.directory());
    }
    ProblemText.missed(screen, bundle);
  }

  private static Map<String, Object> json(RunReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("planned", report.planned());
    json.put("outcomes", OutcomeText.json(report.outcomes()));
    json.put("left", report.left());
    json.put("settledBefore", report.settledBefore());
    json.put("requests", report.requests());
    json.put("bytesSent", report.bytesSent());
    json.put("bytesSaved", report.bytesSaved());
    json.put("seconds", report.elapsed().toMillis() / 1000.0);
    json.put("stopped", report.stopped());
    json.put("undo", report.undo().plan().map(Path::toString).orElse(null));
    json.put("undoState", report.undo().state().code());
    json.put("unfinished", report.unfinished());
    json.put("notes", report.notes());
    json.put("residual", report.residual().map(Path::toString).orElse(null));
    return json;
  }

  private static int exitCode(RunReport report, ProblemCounts problems) {
    if (report.stopped()) {
      return ExitCode.INTERRUPTED;
    }
    boolean done = report.done() && problems.missed() == 0 && !report.undo().isOwed();
    return done ? ExitCode.DONE : ExitCode.INCOMPLETE;
  }
}
