package io.stocktake.cli.commands;

import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.sync.SyncDirectory;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.ProblemText;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.report.SealedReport;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.ProblemCounts;
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
      "Show and verify the report of an applied plan, or of a whole sync.",
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

  /** A report of a plan, and what is wrong with it. */
  private record Checked(
      PlanBundle bundle, Map<String, Object> content, List<String> flaws, long missed) {
    /** Whether every row was done, of a plan that left nothing out. */
    boolean done() {
      Map<?, ?> all = (Map<?, ?>) ((Map<?, ?>) content.get("figures")).get("all");
      long done = rows(all, Outcome.DONE.code()) + rows(all, Outcome.ALREADY_DONE.code());
      return done == rows(all, "planned") && missed == 0;
    }

    private static long rows(Map<?, ?> account, String name) {
      return ((Number) ((Map<?, ?>) account.get(name)).get("rows")).longValue();
    }
  }

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
      for (Checked report : reports) {
        print(report);
      }
    }
    if (!reports.stream().allMatch(report -> report.flaws().isEmpty())) {
      return ExitCode.DIFFERENCES.code();
    }
    return ExitCode.doneIf(reports.stream().allMatch(Checked::done)).code();
  }

  private static Checked check(PlanBundle bundle) throws IOException {
    try {
      SealedReport report = SealedReport.read(bundle);
      return new Checked(
          bundle, report.content(), report.flaws(bundle), ProblemCounts.of(bundle).missed());
    } catch (StocktakeException e) {
      return new Checked(bundle, Map.of(), List.of(e.getMessage()), 0);
    }
  }

  private static Map<String, Object> json(Checked report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("directory", report.bundle().directory().toString());
    json.put("proven", report.flaws().isEmpty());
    json.put("flaws", report.flaws());
    json.put("report", report.content());
    return json;
  }

  private void print(Checked report) throws IOException {
    screen.line("Report of %s", report.bundle().directory());
    if (report.flaws().isEmpty()) {
      Map<?, ?> figures = (Map<?, ?>) report.content().get("figures");
      table("all", (Map<?, ?>) figures.get("all"));
      Map<?, ?> actions = (Map<?, ?>) figures.get("actions");
      actions.forEach((action, account) -> table((String) action, (Map<?, ?>) account));
      if (report.content().get("reasons") instanceof List<?> reasons) {
        reasons.forEach(reason -> reason((Map<?, ?>) reason));
      }
      screen.line(
          "  Proven: seal, plan and journal are as they were, and the figures balance."
              + " By folder they are in %s",
          report.bundle().directory().resolve(SealedReport.FILE));
    }
    ProblemText.missed(screen, report.bundle());
    report.flaws().forEach(flaw -> screen.line("  NOT PROVEN: %s", flaw));
  }

  private void reason(Map<?, ?> reason) {
    Object code = reason.get("code");
    screen.line(
        "  %s %s: %s%s",
        NumberFormat.count(((Number) reason.get("rows")).longValue()),
        reason.get("outcome"),
        code.equals("") ? "" : code + ", ",
        Printable.of(String.valueOf(reason.get("example"))));
  }

  private void table(String name, Map<?, ?> account) {
    List<String> words = new ArrayList<>();
    account.forEach(
        (outcome, figures) -> {
          Map<?, ?> counts = (Map<?, ?>) figures;
          long rows = ((Number) counts.get("rows")).longValue();
          if (rows > 0 || outcome.equals("planned")) {
            long bytes = ((Number) counts.get("bytes")).longValue();
            words.add(
                NumberFormat.count(rows) + " " + outcome + " (" + NumberFormat.bytes(bytes) + ")");
          }
        });
    screen.line("  %-9s %s", name, String.join(", ", words));
  }
}
