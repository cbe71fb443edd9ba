package io.stocktake.cli.view.parts;

import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.plan.Problem;
import java.util.function.Predicate;

/** The problems of a plan in the text of commands. */
public final class ProblemText {
  private ProblemText() {}

  /** Prints all problems by kind. */
  public static void all(Screen screen, ProblemsView problems) {
    print(screen, problems, kind -> true);
  }

  /** Prints what was asked for and not compared, by kind. */
  public static void missed(Screen screen, ProblemsView problems) {
    if (problems.missed() > 0) {
      screen.line("Not compared when this was planned, so not done:");
      print(screen, problems, Problem.Kind::missed);
    }
  }

  private static void print(Screen screen, ProblemsView problems, Predicate<Problem.Kind> shown) {
    problems
        .problemKinds()
        .forEach(
            (kind, count) -> {
              if (shown.test(kind)) {
                screen.line("  ! %,13d  %s", count, kind.sentence());
              }
            });
    if (!problems.problemKinds().isEmpty()) {
      problems.listed().ifPresent(file -> screen.line("  Each is listed in %s", file));
    }
    if (problems.partial()) {
      screen.line("  The plan is PARTIAL: it does not cover the whole source.");
    }
  }
}
