package io.stocktake.cli.view;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.Outcome;
import io.stocktake.executor.OutcomeCounts;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.executor.report.Reasons;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Outcomes as {@code apply} and {@code status} show them. */
public final class OutcomeText {
  private OutcomeText() {}

  /** One line for each outcome there is, one for what is left, and the commonest reasons. */
  public static void print(
      Screen screen, Map<Outcome, OutcomeCounts.Count> outcomes, long left, Reasons reasons) {
    for (Outcome outcome : Outcome.values()) {
      OutcomeCounts.Count count = outcomes.get(outcome);
      if (count.rows() > 0 || outcome == Outcome.DONE) {
        screen.line(
            "  %,15d  %-12s %10s%s",
            count.rows(),
            outcome.code(),
            NumberFormat.bytes(count.bytes()),
            meaning(outcome, reasons));
      }
    }
    if (left > 0) {
      screen.line("  %,15d  left to do", left);
    }
    reasons(screen, reasons.commonest());
  }

  public static void reasons(Screen screen, List<Reasons.Reason> commonest) {
    if (!commonest.isEmpty()) {
      screen.line("  The commonest reasons:");
    }
    for (Reasons.Reason reason : commonest) {
      screen.line(
          "  %,15d  %-12s %s  %s",
          reason.rows(),
          reason.outcome().code(),
          reason.code().isEmpty() ? "-" : reason.code(),
          Printable.of(reason.example()));
    }
  }

  /** Why rows of several plans were not done, if any were not. */
  public static Reasons reasons(Map<Outcome, OutcomeCounts.Count> outcomes, List<Path> plans)
      throws IOException {
    Reasons reasons = new Reasons();
    boolean allDone =
        outcomes.entrySet().stream()
            .allMatch(
                e ->
                    e.getValue().rows() == 0
                        || e.getKey() == Outcome.DONE
                        || e.getKey() == Outcome.ALREADY_DONE);
    for (Path plan : allDone ? List.<Path>of() : plans) {
      reasons.add(PlanStatus.read(PlanBundle.open(plan)));
    }
    return reasons;
  }

  /** Rows and bytes by outcome. */
  public static Map<String, Object> json(Map<Outcome, OutcomeCounts.Count> outcomes) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      OutcomeCounts.Count count = outcomes.get(outcome);
      Map<String, Long> counts = new LinkedHashMap<>();
      counts.put("rows", count.rows());
      counts.put("bytes", count.bytes());
      json.put(outcome.code(), counts);
    }
    return json;
  }

  private static String meaning(Outcome outcome, Reasons reasons) {
    return switch (outcome) {
      case DONE -> "";
      case ALREADY_DONE -> "  found as planned";
      case DRIFTED -> "  file or object changed since the plan; left untouched";
      case FAILED ->
          reasons.mayPass(outcome)
              ? "  not written; apply again to retry"
              : "  not written; fix the reason first, then apply again";
      case UNKNOWN -> "  the answer was lost; apply again to find out";
      case SKIPPED -> "  not tried; stocktake status says why";
    };
  }
}
