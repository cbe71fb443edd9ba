package io.stocktake.cli.commands;

import io.stocktake.cli.inputs.PlanningSession;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.options.ResolveOptions;
import io.stocktake.cli.options.plan.PlanningOptions;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.ProgressLine;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.plan.PlanText;
import io.stocktake.cli.view.plan.PlanView;
import io.stocktake.cli.view.plan.PlannedView;
import io.stocktake.executor.batch.create.AuxiliaryJob;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.ProblemCounts;
import io.stocktake.manifests.plan.Plan;
import io.stocktake.planner.Planner;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stocktake plan}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Compare a directory with an S3 Inventory report and write a plan of what to change.",
      "Changes nothing. A file is read only if an object it may equal has the same size."
    })
public final class PlanCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The directory to write the plan to; must not exist yet, or be empty.")
  private Path out;

  @Option(names = "--exit-code", description = "Exit with 5 if anything differs.")
  private boolean exitCode;

  @Mixin private PlanningOptions planning;
  @Mixin private ResolveOptions resolve;
  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public PlanCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PlanOptions options = planning.options();
    PlanProgress progress = new PlanProgress();
    resolve.check(planning.copies());
    planning.check();
    Plan plan;
    PlanningSession.Inputs inputs = planning.inputs(resolve.evidence().checksums());
    try (PlanningSession session =
            PlanningSession.open(inputs, out, connection, screen, output.quiet);
        ProgressLine line =
            new ProgressLine(screen, output.quiet, () -> PlanText.progress(progress))) {
      plan = Planner.plan(session.request(out, options), progress);
      session.finish();
    }
    planning.note(screen, progress);
    PlanBundle bundle = PlanBundle.open(out);
    report(bundle);
    if (exitCode && !isProvenSame(plan)) {
      return ExitCode.DIFFERENCES.code();
    }
    return ExitCode.doneIf(isWhole(bundle)).code();
  }

  /** Whether all files that were asked for were compared, and there was one. */
  static boolean isWhole(PlanBundle bundle) throws IOException {
    return bundle.plan().compared().files() > 0 && ProblemCounts.of(bundle).missed() == 0;
  }

  /** Whether the two sides are known to be the same, with nothing left out. */
  private static boolean isProvenSame(Plan plan) {
    return plan.rows() + plan.compared().orphans() + plan.problems().rows() == 0;
  }

  private void report(PlanBundle bundle) throws IOException {
    PlanView view = PlanView.of(bundle);
    if (output.json) {
      Map<String, AuxiliaryJob.Created> jobs = Map.of();
      try {
        jobs = ResolveOptions.created(resolve.submit(screen, bundle, connection));
      } finally {
        screen.json(new PlannedView(view, jobs));
      }
      return;
    }
    new PlanText(screen).print(view);
    resolve.print(screen, bundle, resolve.submit(screen, bundle, connection));
    screen.line("");
    if (view.plan().rows() > 0) {
      screen.line(PlanText.next(out, connection.asTyped()));
    } else {
      screen.line(
          view.plan().problems().rows() == 0
              ? "Nothing to do."
              : "Nothing to do for what could be compared; see the problems above.");
    }
  }
}
