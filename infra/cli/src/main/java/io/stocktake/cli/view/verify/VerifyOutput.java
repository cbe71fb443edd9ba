package io.stocktake.cli.view.verify;

import io.stocktake.cli.terminal.Printable;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.planner.verify.VerificationFinding;
import io.stocktake.planner.verify.VerificationTotals;
import java.util.ArrayList;
import java.util.List;

/** The output of {@code verify}: as text, findings go out as they come. */
public final class VerifyOutput {
  private final Screen screen;
  private final boolean json;
  private final long limit;
  private final List<FindingView> kept = new ArrayList<>();
  private long found;

  /**
   * An output that begins.
   *
   * @param json whether findings wait for the rest of the result
   * @param limit findings to list at most; 0 for all
   */
  public VerifyOutput(Screen screen, boolean json, long limit) {
    this.screen = screen;
    this.json = json;
    this.limit = limit;
  }

  /** Lists one. */
  public void finding(VerificationFinding finding) {
    found++;
    if (limit > 0 && found > limit) {
      return;
    }
    FindingView view = FindingView.of(finding);
    if (json) {
      kept.add(view);
    } else {
      screen.line("%s %s  (%s)", view.mark(), Printable.of(view.key()), Printable.of(view.why()));
    }
  }

  /** The result, with the findings that wait for it. */
  public VerifyView end(VerificationTotals totals) {
    return VerifyView.of(totals, kept, found);
  }
}
