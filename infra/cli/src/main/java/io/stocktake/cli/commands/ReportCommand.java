package io.stocktake.cli.commands;

import io.stocktake.cli.screen.Screen;
import io.stocktake.cli.screen.Words;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.executor.report.SealedReport;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.plan.PlanBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stocktake report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Show what became of an applied plan, or of a whole sync, and prove it.",
      "Each apply writes report.json into the plan's directory. Here its seal is checked, plan and"
          + " journal are compared with their digests in it, and all its figures are counted again."
          + " Exits with 5 if anything is not as it says."
    })
public final class ReportCommand implements Callable<Integer> {
  private static final int DIFFERENCES = 5;

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

  /** A report and what is wrong with it. */
  private record Checked(Path directory, Map<String, Object> content, List<String> flaws) {}

  @Override
  public Integer call() throws IOException {
    List<Path> parts = new SyncDirectory(plan).parts();
    List<Checked> reports = new ArrayList<>();
    for (Path part : parts.isEmpty() ? List.of(plan) : parts) {
      reports.add(check(PlanBundle.open(part)));
    }
    if (output.json) {
      screen.json(reports.stream().map(ReportCommand::json).toList());
    } else {
      reports.forEach(this::print);
    }
    return reports.stream().allMatch(report -> report.flaws().isEmpty()) ? 0 : DIFFERENCES;
  }

  private static Checked check(PlanBundle bundle) throws IOException {
    try {
      SealedReport report = SealedReport.read(bundle);
      return new Checked(bundle.directory(), report.content(), report.flaws(bundle));
    } catch (StocktakeException e) {
      return new Checked(bundle.directory(), Map.of(), List.of(e.getMessage()));
    }
  }

  private static Map<String, Object> json(Checked report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("directory", report.directory().toString());
    json.put("proven", report.flaws().isEmpty());
    json.put("flaws", report.flaws());
    json.put("report", report.content());
    return json;
  }

  private void print(Checked report) {
    screen.line("Report of %s", report.directory());
    if (report.flaws().isEmpty()) {
      Map<?, ?> figures = (Map<?, ?>) report.content().get("figures");
      table("all", (Map<?, ?>) figures.get("all"));
      Map<?, ?> actions = (Map<?, ?>) figures.get("actions");
      actions.forEach((action, account) -> table((String) action, (Map<?, ?>) account));
      screen.line(
          "  Proven: seal, plan and journal are as they were, and the figures balance."
              + " By folder they are in %s",
          report.directory().resolve(SealedReport.FILE));
    }
    report.flaws().forEach(flaw -> screen.line("  NOT PROVEN: %s", flaw));
  }

  private void table(String name, Map<?, ?> account) {
    List<String> words = new ArrayList<>();
    account.forEach(
        (outcome, figures) -> {
          Map<?, ?> counts = (Map<?, ?>) figures;
          long rows = ((Number) counts.get("rows")).longValue();
          if (rows > 0 || outcome.equals("planned")) {
            long bytes = ((Number) counts.get("bytes")).longValue();
            words.add(Words.count(rows) + " " + outcome + " (" + Words.bytes(bytes) + ")");
          }
        });
    screen.line("  %-9s %s", name, String.join(", ", words));
  }
}
