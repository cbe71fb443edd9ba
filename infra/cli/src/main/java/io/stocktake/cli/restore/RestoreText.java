package io.stocktake.cli.restore;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import io.stocktake.manifests.plan.Problem;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.restore.RestorePlan;
import java.io.IOException;

/** A restore plan's summary and rows, as people read them. */
public final class RestoreText implements TextRenderer<RestoreView> {
  private static final int DIGITS = 12;

  /** The plan's option that says whether unsafe keys are renamed. */
  private static final String RENAMES = "rename-unsafe";

  private final Screen screen;

  /** A text on this screen. */
  public RestoreText(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void print(RestoreView view) {
    RestorePlan plan = view.plan();
    screen.line("Restore plan %s  (%s)", view.directory(), view.digest().substring(0, DIGITS));
    screen.line("  %-12s %s", "source", source(plan));
    screen.line(
        "  %-12s %s  %s, of which %s",
        "target",
        plan.target().root(),
        NumberFormat.count(plan.target().files(), "file"),
        NumberFormat.count(plan.target().same()) + " are the same as their objects");
    screen.line(
        "  %-12s scanned %s: %s",
        "inventory", plan.inventory().scanned(), plan.inventory().manifest());
    screen.line("");
    for (RestorePlan.Total total : plan.totals()) {
      screen.line(
          "  %,13d  %-15s %10s  %s",
          total.rows(),
          total.action().code(),
          NumberFormat.bytes(total.bytes()),
          total.reason().sentence());
    }
    if (plan.totals().isEmpty()) {
      screen.line("  Nothing to do.");
    }
    problems(view);
    plan.notes().forEach(note -> screen.line("  " + note));
  }

  /** Prints rows, at most so many. */
  public void rows(RestoreBundle bundle, long limit) throws IOException {
    bundle.rows(
        (ordinal, row) -> {
          screen.line(
              "%-15s %12s  %s  (%s)",
              row.action().code(),
              NumberFormat.bytes(row.size()),
              Printable.of(row.path()),
              row.reason().sentence());
          return limit == 0 || ordinal + 1 < limit;
        });
    if (limit > 0 && bundle.rowCount() > limit) {
      screen.line("and %s more", NumberFormat.count(bundle.rowCount() - limit, "row"));
    }
  }

  /** Prints the problems one by one, at most so many. */
  public void problemRows(RestoreBundle bundle, long limit) throws IOException {
    long[] shown = {0};
    bundle.problems(
        problem -> {
          screen.line(
              "%-20s %s  (%s)",
              problem.kind().code(), Printable.of(problem.path()), problem.kind().sentence());
          return ++shown[0] < limit || limit == 0;
        });
  }

  /** Prints what cannot be restored, by kind. */
  void problems(RestoreView view) {
    view.problemKinds()
        .forEach(
            (kind, count) ->
                screen.line("  ! %,13d  %s%s", count, kind.sentence(), remedy(view.plan(), kind)));
    if (view.plan().problems().rows() > 0) {
      screen.line(
          "  Each is listed in %s", view.directory().resolve(view.plan().problems().name()));
    }
  }

  private static String remedy(RestorePlan plan, Problem.Kind kind) {
    boolean renames = Boolean.parseBoolean(plan.options().get(RENAMES));
    return kind == Problem.Kind.KEY_IS_NO_PATH && !renames
        ? "; --rename-unsafe restores them under encoded names"
        : "";
  }

  /** Where objects come from, and as of when. */
  static String source(RestorePlan plan) {
    return "s3://"
        + plan.source().bucket()
        + "/"
        + plan.source().prefix()
        + (plan.source().at().isEmpty() ? "" : " as of " + plan.source().at());
  }

  /** Where objects come from, and where they go. */
  static String sides(RestorePlan plan) {
    return source(plan) + " to " + plan.target().root();
  }
}
