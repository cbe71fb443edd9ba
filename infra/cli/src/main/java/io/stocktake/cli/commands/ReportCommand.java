package io.stocktake.cli.commands;

import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.run.ReportText;
import io.stocktake.cli.view.run.ReportView;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stocktake report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Show and verify the report of an applied plan, of a restore, or of a whole sync.",
      "Each apply writes report.json into the plan's directory. Here its seal is checked, plan and"
          + " journal are compared with their digests in it, and all its figures are counted again."
          + " Exits with 5 if anything does not match, with 3 if rows are left or were not done,"
          + " or if not all of the source was compared."
    })
public final class ReportCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "PLAN",
      description = "The directory of the plan, or of the sync.")
  private Path plan;

  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public ReportCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    List<ReportView> reports = reports();
    ReportText text = new ReportText(screen);
    output.show(screen, reports, all -> all.forEach(text::print));
    if (!reports.stream().allMatch(ReportView::proven)) {
      return ExitCode.DIFFERENCES.code();
    }
    return ExitCode.doneIf(reports.stream().allMatch(ReportView::done)).code();
  }

  private List<ReportView> reports() throws IOException {
    if (RestoreBundle.isOne(plan)) {
      return List.of(ReportView.of(RestoreBundle.open(plan)));
    }
    List<Path> parts = new SyncDirectory(plan).parts();
    List<ReportView> reports = new ArrayList<>();
    for (Path part : parts.isEmpty() ? List.of(plan) : parts) {
      reports.add(ReportView.of(PlanBundle.open(part)));
    }
    return reports;
  }
}
