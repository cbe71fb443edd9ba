package io.stocktake.cli.view.plan;

import io.stocktake.cli.terminal.Hints;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.plan.Action;
import io.stocktake.manifests.plan.PlanRow;
import io.stocktake.manifests.plan.Reason;
import io.stocktake.manifests.plan.Verdict;

/** One row of a plan. */
public record RowView(
    Action action,
    Verdict verdict,
    Reason reason,
    String key,
    String path,
    long size,
    String guard) {
  /** A row. */
  public static RowView of(PlanRow row) {
    return new RowView(
        row.action(),
        row.verdict(),
        row.reason(),
        row.key().value(),
        row.path(),
        row.size(),
        row.guard().toString());
  }

  /** Prints it for people: mark, action, size, key and reason. */
  public void print(Screen screen) {
    screen.line(
        "%s %-6s %10s  %s  (%s)",
        verdict.mark(),
        action == Action.NONE ? "" : action.code(),
        NumberFormat.bytes(size),
        Printable.of(key),
        Hints.sentence(reason));
  }
}
