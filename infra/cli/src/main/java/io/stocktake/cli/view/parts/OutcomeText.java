package io.stocktake.cli.view.parts;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;

/** Outcomes in the text of commands. */
public final class OutcomeText {
  private OutcomeText() {}

  /** One line for each outcome there is, one for what is left, and the commonest reasons. */
  public static void print(Screen screen, RowsView rows, ReasonsView reasons) {
    for (Outcome outcome : Outcome.values()) {
      OutcomeCounts.Count count = rows.outcomes().get(outcome);
      if (count.rows() > 0 || outcome == Outcome.DONE) {
        screen.line(
            "  %,15d  %-12s %10s%s",
            count.rows(),
            outcome.code(),
            NumberFormat.bytes(count.bytes()),
            meaning(outcome, reasons));
      }
    }
    if (rows.left() > 0) {
      screen.line("  %,15d  left to do", rows.left());
    }
    print(screen, reasons);
  }

  /** How much was sent. */
  public static void sent(Screen screen, TrafficView traffic) {
    screen.line(
        "  sent %s in %s, %s.",
        NumberFormat.sent(traffic.bytesSent(), traffic.bytesSaved()),
        NumberFormat.duration(traffic.seconds()),
        NumberFormat.count(traffic.requests(), "request"));
  }

  private static void print(Screen screen, ReasonsView reasons) {
    if (!reasons.commonest().isEmpty()) {
      screen.line("  The commonest reasons:");
    }
    for (ReasonsView.Reason reason : reasons.commonest()) {
      screen.line(
          "  %,15d  %-12s %s  %s",
          reason.rows(),
          reason.outcome().code(),
          reason.code().isEmpty() ? "-" : reason.code(),
          Printable.of(reason.example()));
    }
  }

  private static String meaning(Outcome outcome, ReasonsView reasons) {
    return switch (outcome) {
      case DONE -> "";
      case ALREADY_DONE -> "  found as planned";
      case DRIFTED -> "  file or object changed since the plan; left untouched";
      case FAILED ->
          reasons.failuresMayPass()
              ? "  not written; apply again to retry"
              : "  not written; fix the reason first, then apply again";
      case UNKNOWN -> "  the answer was lost; apply again to find out";
      case SKIPPED -> "  not tried; stocktake status says why";
    };
  }
}
