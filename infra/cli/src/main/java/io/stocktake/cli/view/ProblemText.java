package io.stocktake.cli.view;

import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.bundle.PlanBundle;
import io.stocktake.manifests.bundle.ProblemCounts;
import io.stocktake.manifests.plan.Plan.Coverage;
import io.stocktake.manifests.plan.Problem;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The problems of a plan, as every command that deals with the plan shows them. */
public final class ProblemText {
  private ProblemText() {}

  /** Prints all problems by kind. */
  public static void all(Screen screen, PlanBundle bundle) throws IOException {
    print(screen, bundle, ProblemCounts.of(bundle), kind -> true);
  }

  /** Prints what was asked for and not compared, by kind. */
  public static void missed(Screen screen, PlanBundle bundle) throws IOException {
    ProblemCounts counts = ProblemCounts.of(bundle);
    if (counts.missed() > 0) {
      screen.line("Not compared when this was planned, so not done:");
      print(screen, bundle, counts, Problem.Kind::missed);
    }
  }

  private static void print(
      Screen screen, PlanBundle bundle, ProblemCounts counts, Predicate<Problem.Kind> shown) {
    counts
        .kinds()
        .forEach(
            (kind, count) -> {
              if (shown.test(kind)) {
                screen.line("  ! %,13d  %s", count, kind.sentence());
              }
            });
    if (!counts.kinds().isEmpty()) {
      screen.line(
          "  Each is listed in %s", bundle.directory().resolve(bundle.plan().problems().name()));
    }
    if (bundle.plan().source().coverage() == Coverage.PARTIAL) {
      screen.line("  The plan is PARTIAL: it does not cover the whole source.");
    }
  }

  /** The members that tell of problems in the JSON of every command. */
  public static Map<String, Object> json(ProblemCounts counts) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("problemKinds", counts.json());
    json.put("missed", counts.missed());
    return json;
  }
}
