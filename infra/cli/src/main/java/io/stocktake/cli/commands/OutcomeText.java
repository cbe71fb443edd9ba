package io.stocktake.cli.commands;

import io.stocktake.cli.screen.Screen;
import io.stocktake.cli.screen.Words;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.Tally;
import java.util.LinkedHashMap;
import java.util.Map;

/** Outcomes as {@code apply} and {@code status} show them. */
final class OutcomeText {
  private OutcomeText() {}

  /** One line for each outcome there is, and one for what is left. */
  static void print(Screen screen, Map<Outcome, Tally.Count> outcomes, long left) {
    for (Outcome outcome : Outcome.values()) {
      Tally.Count count = outcomes.get(outcome);
      if (count.rows() > 0 || outcome == Outcome.DONE) {
        screen.line(
            "  %,15d  %-12s %10s%s",
            count.rows(), outcome.code(), Words.bytes(count.bytes()), meaning(outcome));
      }
    }
    if (left > 0) {
      screen.line("  %,15d  left to do", left);
    }
  }

  /** Rows and bytes by outcome. */
  static Map<String, Object> json(Map<Outcome, Tally.Count> outcomes) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      Tally.Count count = outcomes.get(outcome);
      json.put(outcome.code(), Map.of("rows", count.rows(), "bytes", count.bytes()));
    }
    return json;
  }

  private static String meaning(Outcome outcome) {
    return switch (outcome) {
      case DONE -> "";
      case ALREADY_DONE -> "  found as planned";
      case DRIFTED -> "  file or object changed since the plan; left untouched";
      case FAILED -> "  not written; apply again to retry";
      case UNKNOWN -> "  the answer was lost; apply again to find out";
      case SKIPPED -> "  not tried; stocktake status says why";
    };
  }
}
