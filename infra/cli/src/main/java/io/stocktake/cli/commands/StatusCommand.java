package io.stocktake.cli.commands;

import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.restore.RestoreStatusText;
import io.stocktake.cli.restore.RestoreStatusView;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.run.StatusText;
import io.stocktake.cli.view.run.StatusView;
import io.stocktake.cli.view.run.SyncStatusText;
import io.stocktake.cli.view.run.SyncStatusView;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stocktake status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Show the progress of a plan or a whole sync, also while it is being applied.",
      "Exits with 3 if rows are left or were not done, or if the plan could not take all of the"
          + " source into account."
    })
public final class StatusCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "PLAN",
      description = "The directory of the plan, or of the sync.")
  private Path plan;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "Rows that did not go as planned to print at most (default: 20; 0 for all).")
  private long limit;

  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public StatusCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    SyncDirectory sync = new SyncDirectory(plan);
    if (!sync.parts().isEmpty()) {
      SyncStatusView view = SyncStatusView.of(sync);
      output.show(screen, view, new SyncStatusText(screen));
      return ExitCode.doneIf(view.complete() && view.endedWell() && view.problems().missed() == 0)
          .code();
    }
    if (RestoreBundle.isOne(plan)) {
      RestoreBundle bundle = RestoreBundle.open(plan);
      PlanStatus status = PlanStatus.read(bundle);
      RestoreStatusView view = RestoreStatusView.of(bundle, status);
      output.show(screen, view, new RestoreStatusText(screen, bundle, status, limit));
      return ExitCode.doneIf(status.done() && view.problems() == 0).code();
    }
    PlanBundle bundle = PlanBundle.open(plan);
    PlanStatus status = PlanStatus.read(bundle);
    StatusView view = StatusView.of(bundle, status);
    output.show(screen, view, new StatusText(screen, status, limit));
    return ExitCode.doneIf(status.done() && view.problems().missed() == 0).code();
  }
}
