package io.stocktake.cli.commands;

import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.restore.RestorePlanOptions;
import io.stocktake.cli.restore.RestoreText;
import io.stocktake.cli.restore.RestoreView;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.plan.PlanText;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stocktake restore-plan}. */
@Command(
    name = "restore-plan",
    mixinStandardHelpOptions = true,
    description = {
      "Compare a directory with objects, and write a plan of what to fetch into it.",
      "Changes nothing. What the directory has already is not fetched. 'show', 'apply', 'status',"
          + " 'report' and 'restore-verify' work on the plan."
    })
public final class RestorePlanCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PLAN",
      description = "The directory to write the plan to; must not exist yet, or be empty.")
  private Path out;

  @Mixin private RestorePlanOptions restore;
  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public RestorePlanCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RestoreBundle bundle = restore.plan(screen, output, connection, out);
    output.show(screen, RestoreView.of(bundle), this::print);
    return ExitCode.doneIf(bundle.plan().problems().rows() == 0).code();
  }

  private void print(RestoreView view) {
    new RestoreText(screen).print(view);
    if (view.plan().rows() > 0) {
      screen.line("");
      screen.line(PlanText.next(out, connection.asTyped()));
    }
  }
}
