package io.stocktake.cli.view.run;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import io.stocktake.cli.view.parts.ProblemText;
import io.stocktake.executor.report.SealedReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sealed report of a plan, as people read it. */
public final class ReportText implements TextRenderer<ReportView> {
  private final Screen screen;

  /** A text on this screen. */
  public ReportText(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void print(ReportView view) {
    screen.line("Report of %s", view.directory());
    if (view.proven()) {
      Map<?, ?> figures = (Map<?, ?>) view.report().get("figures");
      table("all", (Map<?, ?>) figures.get("all"));
      Map<?, ?> actions = (Map<?, ?>) figures.get("actions");
      actions.forEach((action, account) -> table((String) action, (Map<?, ?>) account));
      if (view.report().get("reasons") instanceof List<?> reasons) {
        reasons.forEach(reason -> reason((Map<?, ?>) reason));
      }
      screen.line(
          "  Proven: seal, plan and journal are as they were, and the figures balance."
              + " By folder they are in %s",
          view.directory().resolve(SealedReport.FILE));
    }
    ProblemText.missed(screen, view.problems());
    view.flaws().forEach(flaw -> screen.line("  NOT PROVEN: %s", flaw));
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
