package io.stocktake.cli.commands;

import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.options.RouteChoice;
import io.stocktake.cli.parse.Checked;
import io.stocktake.cli.restore.RestoreText;
import io.stocktake.cli.restore.RestoreView;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.plan.RowView;
import io.stocktake.cli.view.plan.ShowText;
import io.stocktake.cli.view.plan.ShowView;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.plan.Verdict;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
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
      output.show(screen, ShowView.of(bundle, routes.options()), new ShowText(screen));
    }
    return ExitCode.DONE.code();
  }

  private void showRestore(RestoreBundle bundle) throws IOException {
    bundle.verify();
    if (!only.isEmpty() || !prefix.isEmpty()) {
      throw StocktakeException.usage(
          "--only and --prefix select rows of plans that write to S3; this is a restore plan");
    }
    RestoreText text = new RestoreText(screen);
    if (rows) {
      text.rows(bundle, limit);
    } else if (problems) {
      text.problemRows(bundle, limit);
    } else {
      output.show(screen, RestoreView.of(bundle), text);
    }
  }

  private void printRows(PlanBundle bundle, Set<Verdict> verdicts) throws IOException {
    long[] shown = {0};
    bundle.rows(
        (ordinal, row) -> {
          if (verdicts.contains(row.verdict()) && row.key().value().startsWith(prefix)) {
            output.show(screen, RowView.of(row), view -> view.print(screen));
            shown[0]++;
          }
          return limit == 0 || shown[0] < limit;
        });
    if (!output.json && limit > 0 && shown[0] == limit) {
      screen.note("(the first " + NumberFormat.count(limit, "row") + "; --limit 0 prints all)");
    }
  }

  private void printProblems(PlanBundle bundle) throws IOException {
    bundle.problems(
        problem -> {
          output.show(screen, problem, this::print);
          return true;
        });
  }

  private void print(Problem problem) {
    String detail = problem.detail().isEmpty() ? "" : "  (" + problem.detail() + ")";
    screen.line(
        "! %s  %s%s", problem.kind().code(), Printable.of(problem.path()), Printable.of(detail));
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
