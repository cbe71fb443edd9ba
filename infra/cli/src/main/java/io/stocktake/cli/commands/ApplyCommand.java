package io.stocktake.cli.commands;

import io.stocktake.aws.keys.CustomerKeys;
import io.stocktake.cli.encryption.KeyringOption;
import io.stocktake.cli.encryption.RecipientKeys;
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
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.InterruptHandler;
import io.stocktake.cli.terminal.ProgressLine;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.run.ApplyText;
import io.stocktake.cli.view.run.ApplyView;
import io.stocktake.executor.RunReport;
import io.stocktake.executor.apply.ApplyConditions;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.apply.RequiredGuarantees;
import io.stocktake.executor.batch.jobs.BatchJobs;
import io.stocktake.executor.batch.setup.BatchSetup;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.direct.DirectOptions;
import io.stocktake.executor.restore.RestoreOptions;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.rules.PropertyRules;
import io.stocktake.manifests.safety.Safety;
import java.io.IOException;
import java.nio.file.Path;
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
  @Mixin private KeyringOption keyring;
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
    Optional<JobOptions.Settings> byJobs = jobOptions.settings(routes);
    Safety limits = safety.safety();
    ApplySession.Target target = target(bundle, direct);
    try (ReloadableRates rates = applying.rates(output.config, screen);
        ApplySession session =
            ApplySession.open(target, applying.settings(direct, rates), connection, screen);
        BatchJobs jobs = byJobs.isPresent() ? session.aws().jobs(byJobs.get().account()) : null) {
      Optional<BatchSetup> batch = byJobs.map(settings -> settings.setup(session.aws(), jobs));
      PlanExecutor executor = session.executor(bundle, batch);
      try (InterruptHandler interrupts = InterruptHandler.callOnce(executor::stop)) {
        RunReport report = run(bundle, executor, session.conditions(limits));
        ApplyView view = ApplyView.of(bundle, report, executor.jobs());
        output.show(screen, view, new ApplyText(screen));
        return exitCode(report, view.problems().missed()).code();
      }
    }
  }

  private ApplySession.Target target(PlanBundle bundle, DirectOptions direct)
      throws StocktakeException {
    return new ApplySession.Target(
        ApplyView.Sides.of(bundle.plan()).destination(),
        plan,
        keys(bundle.plan()),
        recipients(bundle.plan()),
        () -> RequiredGuarantees.of(bundle, direct),
        Optional.of(plan));
  }

  private int restored(RestoreBundle bundle) throws IOException, InterruptedException {
    int requests = applying.direct(partSize).inFlight().requests();
    RestoreOptions options = restores.options(requests);
    try (ReloadableRates rates = applying.rates(output.config, screen)) {
      return new RestoreSession(screen, output, connection)
          .apply(
              bundle,
              options,
              keyFiles.keys(screen),
              RequestThrottle.of(rates, options.concurrency()));
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

  private RecipientKeys recipients(Plan of) throws StocktakeException {
    try {
      return RecipientKeys.of(of, keyring.file());
    } catch (IllegalArgumentException e) {
      return RecipientKeys.NONE;
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

  private RunReport run(PlanBundle bundle, PlanExecutor executor, ApplyConditions conditions)
      throws IOException, InterruptedException {
    if (!output.quiet) {
      screen.note("Applying " + plan + ": " + ApplyView.Sides.of(bundle.plan()));
    }
    try (ProgressLine line =
        new ProgressLine(
            screen, output.quiet, () -> ApplyText.progress(executor.progress(), executor.jobs()))) {
      return executor.run(conditions);
    }
  }

  private static ExitCode exitCode(RunReport report, long missed) {
    if (report.stopped()) {
      return ExitCode.INTERRUPTED;
    }
    boolean done =
        report.done() && missed == 0 && !report.undo().isOwed() && !report.snapshot().isOwed();
    return ExitCode.doneIf(done);
  }
}
