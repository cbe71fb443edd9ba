package io.stocktake.cli.commands;

import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.options.RouteChoice;
import io.stocktake.cli.parse.Checked;
import io.stocktake.cli.restore.RestoreText;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Hints;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.CostForecast;
import io.stocktake.cli.view.PlanJson;
import io.stocktake.cli.view.PlanText;
import io.stocktake.cli.view.PrefixRollup;
import io.stocktake.cli.view.RouteText;
import io.stocktake.executor.apply.PlanExecutor;
import io.stocktake.executor.batch.routing.RouteGroup;
import io.stocktake.executor.batch.routing.RouteOptions;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Verdict;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stocktake show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Show what a plan would do: totals, forecast, folders, and rows on request.")
public final class ShowCommand implements Callable<Integer> {
  private static final int FOLDERS_SHOWN = 20;

  @Parameters(index = "0", paramLabel = "PLAN", description = "The plan's directory.")
  private Path plan;

  @Option(names = "--rows", description = "Print the rows: mark, action, size, key and reason.")
  private boolean rows;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "VERDICT",
      description = "Only rows of these verdicts: new, changed, orphan, cannot-tell.")
  private List<String> only = List.of();

  @Option(
      names = "--prefix",
      paramLabel = "KEY",
      defaultValue = "",
      description = "Only rows whose key starts with this.")
  private String prefix;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Rows to print at most (default: 100; 0 for all).")
  private long limit;

  @Option(names = "--problems", description = "Print what could not be read or named.")
  private boolean problems;

  @Mixin private RouteChoice routes;
  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public ShowCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    Set<Verdict> verdicts = verdicts();
    if (RestoreBundle.isOne(plan)) {
      showRestore(RestoreBundle.open(plan));
      return ExitCode.DONE.code();
    }
    PlanBundle bundle = PlanBundle.open(plan);
    bundle.verify();
    if (rows || !only.isEmpty() || !prefix.isEmpty()) {
      printRows(bundle, verdicts);
    } else if (problems) {
      printProblems(bundle);
    } else {
      printSummary(bundle);
    }
    return ExitCode.DONE.code();
  }

  private void showRestore(RestoreBundle bundle) throws IOException {
    bundle.verify();
    if (!only.isEmpty() || !prefix.isEmpty()) {
      throw StocktakeException.usage(
          "--only and --prefix select rows of plans that write to S3; this is a restore plan");
    }
    if (rows) {
      RestoreText.rows(screen, bundle, limit);
    } else if (problems) {
      RestoreText.problemRows(screen, bundle, limit);
    } else if (output.json) {
      screen.json(RestoreText.json(bundle));
    } else {
      RestoreText.print(screen, bundle);
    }
  }

  private void printSummary(PlanBundle bundle) throws IOException {
    PrefixRollup rollup = PrefixRollup.of(bundle);
    CostForecast forecast = CostForecast.of(bundle);
    RouteOptions options = routes.options();
    List<RouteGroup> groups = PlanExecutor.explain(bundle, options, Optional.empty());
    if (output.json) {
      Map<String, Object> json = new LinkedHashMap<>(PlanJson.summary(bundle));
      json.put("forecast", forecast);
      json.put("routes", groups.stream().map(RouteText::json).toList());
      json.put("pricesAsOf", options.prices().asOf().toString());
      json.put("folders", rollup.folders());
      screen.json(json);
      return;
    }
    PlanText.print(screen, bundle);
    if (!groups.isEmpty()) {
      screen.line("");
      RouteText.print(screen, groups, options.prices());
    }
    if (forecast.putRequests() + forecast.deleteRequests() > 0) {
      screen.line("");
      screen.line(
          "  Uploads and deletes take %s; with prices of %s, $%.2f.",
          forecast.sentence(), options.prices().asOf(), forecast.dollars(options.prices()));
    }
    if (!rollup.folders().isEmpty()) {
      screen.line("");
      screen.line(
          "  %10s %10s %10s %10s %10s %12s  %s",
          "upload", "copy", "tag, set", "delete", "review", "bytes up", "folder");
      rollup.folders().stream().limit(FOLDERS_SHOWN).forEach(this::printFolder);
      if (rollup.folders().size() > FOLDERS_SHOWN) {
        screen.line(
            "  and %s more", NumberFormat.count(rollup.folders().size() - FOLDERS_SHOWN, "folder"));
      }
    }
  }

  private void printFolder(PrefixRollup.Folder folder) {
    screen.line(
        "  %,10d %,10d %,10d %,10d %,10d %12s  %s",
        folder.rows(Action.UPLOAD),
        folder.rows(Action.COPY),
        folder.rows(Action.TAG) + folder.rows(Action.ADD_TAGS) + folder.rows(Action.SET_PROPERTIES),
        folder.rows(Action.DELETE),
        folder.rows(Action.NONE),
        NumberFormat.bytes(folder.uploadBytes()),
        folder.name());
  }

  private void printRows(PlanBundle bundle, Set<Verdict> verdicts) throws IOException {
    long[] shown = {0};
    bundle.rows(
        (ordinal, row) -> {
          if (verdicts.contains(row.verdict()) && row.key().value().startsWith(prefix)) {
            printRow(row);
            shown[0]++;
          }
          return limit == 0 || shown[0] < limit;
        });
    if (!output.json && limit > 0 && shown[0] == limit) {
      screen.note("(the first " + NumberFormat.count(limit, "row") + "; --limit 0 prints all)");
    }
  }

  private void printRow(PlanRow row) {
    if (output.json) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("action", row.action().code());
      json.put("verdict", row.verdict().code());
      json.put("reason", row.reason().code());
      json.put("key", row.key().value());
      json.put("path", row.path());
      json.put("size", row.size());
      json.put("guard", row.guard().toString());
      screen.json(json);
      return;
    }
    String action = row.action() == Action.NONE ? "" : row.action().code();
    screen.line(
        "%s %-6s %10s  %s  (%s)",
        row.verdict().mark(),
        action,
        NumberFormat.bytes(row.size()),
        Printable.of(row.key().value()),
        Hints.sentence(row.reason()));
  }

  private void printProblems(PlanBundle bundle) throws IOException {
    bundle.problems(
        problem -> {
          if (output.json) {
            screen.json(problem);
          } else {
            String detail = problem.detail().isEmpty() ? "" : "  (" + problem.detail() + ")";
            screen.line(
                "! %s  %s%s",
                problem.kind().code(), Printable.of(problem.path()), Printable.of(detail));
          }
          return true;
        });
  }

  private Set<Verdict> verdicts() {
    Set<Verdict> chosen =
        only.isEmpty() ? EnumSet.allOf(Verdict.class) : EnumSet.noneOf(Verdict.class);
    for (String name : only) {
      chosen.add(
          Checked.options(
              sentence -> "--only: " + sentence, () -> CodedEnum.parse(Verdict.class, name)));
    }
    return chosen;
  }
}
