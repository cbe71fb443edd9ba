package io.stocktake.cli.commands;

import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.cli.inputs.ApplySession;
import io.stocktake.cli.inputs.ReloadableRates;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.JobOptions;
import io.stocktake.cli.options.KeyOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.options.RouteChoice;
import io.stocktake.cli.options.apply.ApplyOptions;
import io.stocktake.cli.options.plan.SafetyOptions;
import io.stocktake.cli.parse.Converters.ByteSize;
import io.stocktake.cli.restore.RestoreApplyOptions;
import io.stocktake.cli.restore.RestoreSession;
import io.stocktake.cli.snapshots.SnapshotText;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.InterruptHandler;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.ProgressLine;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.JobText;
import io.stocktake.cli.view.OutcomeText;
import io.stocktake.cli.view.ProblemText;
import io.stocktake.cli.view.UndoText;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.RunProgress;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.ApplyConditions;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.apply.RequiredGuarantees;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.routing.RoutePreference;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.report.Reasons;
import io.stocktake.executor.restore.RestoreOptions;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.ProblemCounts;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.rules.PropertyRules;
import java.io.IOException;
import java.nio.file.Path;
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
      "Apply a plan: upload, copy, tag and delete, each write guarded by what the plan saw.",
      "Run it again to resume; finished rows are not done twice."
    })
public final class ApplyCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "PLAN", description = "The plan's directory.")
  private Path plan;

  @Option(
      names = "--source",
      paramLabel = "DIR",
      description = {
        "Refuse the plan unless its files come from this directory. A plan names its own source,"
            + " so use this for plans that others made."
      })
  private Path source;

  @Option(
      names = "--part-size",
      paramLabel = "SIZE",
      defaultValue = "16Mi",
      description = "Size of a part; grows for files above 10,000 parts (default: 16Mi).")
  private ByteSize partSize;

  @Mixin private ApplyOptions applying;
  @Mixin private RestoreApplyOptions restores;
  @Mixin private SafetyOptions safety;
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
    if (RestoreBundle.isOne(plan)) {
      return restored(RestoreBundle.open(plan));
    }
    PlanBundle bundle = PlanBundle.open(plan);
    DirectOptions direct = applying.direct(partSize);
    refuseOtherSource(bundle.plan());
    refuseBatchWithoutRole();
    ApplySession.Target target =
        new ApplySession.Target(
            destination(bundle.plan()),
            plan,
            keys(bundle.plan()),
            () -> RequiredGuarantees.of(bundle, direct),
            Optional.of(plan));
    try (ReloadableRates rates = applying.rates(output.config, screen);
        ApplySession session =
            ApplySession.open(target, applying.settings(direct, rates), connection, screen);
        BatchJobs jobs = jobOptions.given() ? session.aws().jobs(jobOptions.account()) : null) {
      PlanExecutor executor = session.executor(bundle, batch(session, jobs));
      try (InterruptHandler interrupts = InterruptHandler.callOnce(executor::stop)) {
        RunReport report = run(bundle, executor, session.conditions(safety.safety()));
        report(bundle, report, executor);
        return exitCode(report, ProblemCounts.of(bundle)).code();
      }
    }
  }

  private Optional<BatchSetup> batch(ApplySession session, BatchJobs jobs) throws IOException {
    return jobs == null || routes.via == RoutePreference.DIRECT
        ? Optional.empty()
        : Optional.of(jobOptions.route(session.aws(), jobs, routes.options()));
  }

  private int restored(RestoreBundle bundle) throws IOException, InterruptedException {
    int requests = applying.direct(partSize).inFlight().requests();
    RestoreOptions options = restores.options(requests);
    try (ReloadableRates rates = applying.rates(output.config, screen)) {
      return new RestoreSession(screen, output, connection)
          .apply(bundle, options, RequestThrottle.of(rates, options.concurrency()));
    }
  }

  /** A plan whose rules are invalid is refused when it is applied. */
  private CustomerKeys keys(Plan of) throws StocktakeException {
    try {
      return keyFiles.of(PropertyRules.of(of), of.destination().prefix(), screen);
    } catch (IllegalArgumentException e) {
      return CustomerKeys.NONE;
    }
  }

  private void refuseBatchWithoutRole() throws StocktakeException {
    if (jobOptions.given()) {
      jobOptions.account();
    }
    if (!jobOptions.given() && (routes.via == RoutePreference.BATCH || jobOptions.begun())) {
      throw StocktakeException.usage(
          "S3 Batch Operations need --role and --jobs-at: the role that jobs run under, and where"
              + " their"
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

  /** Where files come from, and where they go. */
  private static String sides(Plan of) {
    return of.source().root() + " to " + destination(of);
  }

  private RunReport run(PlanBundle bundle, PlanExecutor executor, ApplyConditions conditions)
      throws IOException, InterruptedException {
    if (!output.quiet) {
      screen.note("Applying " + plan + ": " + sides(bundle.plan()));
    }
    try (ProgressLine line = new ProgressLine(screen, output.quiet, () -> describe(executor))) {
      return executor.run(conditions);
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
    RunProgress progress = executor.progress();
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
        NumberFormat.bytes(progress.bytesSent()),
        NumberFormat.bytes(progress.bytesPlanned()),
        tasks == 0 ? "" : ", " + NumberFormat.count(tasks) + " tasks done in jobs",
        progress.notAsPlanned() == 0
            ? ""
            : ", " + NumberFormat.count(progress.notAsPlanned()) + " not as planned");
  }

  private void print(PlanBundle bundle, RunReport report, Reasons reasons) throws IOException {
    Plan plan = bundle.plan();
    screen.line("Applied %s: %s", bundle.directory(), sides(plan));
    OutcomeText.print(screen, report.outcomes(), report.left(), reasons);
    screen.line(
        "  sent %s in %s, %s.",
        NumberFormat.sent(report.bytesSent(), report.bytesSaved()),
        NumberFormat.duration(report.elapsed()),
        NumberFormat.count(report.requests(), "request"));
    if (report.stopped()) {
      screen.line("Interrupted. Resume with: stocktake apply " + bundle.directory());
    }
    report.notes().forEach(note -> screen.line("  " + note));
    if (report.unfinished() > 0) {
      screen.line(
          "Incomplete multipart uploads: %s; the next apply resumes them. To abort them instead:"
              + " stocktake uploads abort s3://%s/%s --older-than 7d",
          NumberFormat.count(report.unfinished(), "upload"),
          plan.destination().bucket(),
          plan.destination().prefix());
    }
    UndoText.print(screen, report.undo());
    SnapshotText.print(screen, report.snapshot());
    report
        .residual()
        .ifPresent(
            residual ->
                screen.line("The rest is in a plan of its own: stocktake apply " + residual));
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
    json.putAll(SnapshotText.json(report.snapshot()));
    json.put("unfinished", report.unfinished());
    json.put("notes", report.notes());
    json.put("residual", report.residual().map(Path::toString).orElse(null));
    return json;
  }

  private static ExitCode exitCode(RunReport report, ProblemCounts problems) {
    if (report.stopped()) {
      return ExitCode.INTERRUPTED;
    }
    boolean done =
        report.done()
            && problems.missed() == 0
            && !report.undo().isOwed()
            && !report.snapshot().isOwed();
    return ExitCode.doneIf(done);
  }
}
