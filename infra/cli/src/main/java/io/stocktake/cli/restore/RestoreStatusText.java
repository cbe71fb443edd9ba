package io.stocktake.cli.restore;

import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import io.stocktake.cli.view.run.StatusText;
import io.stocktake.executor.journal.status.PlanStatus;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;

/** The state of a restore plan, as people read it. */
public final class RestoreStatusText implements TextRenderer<RestoreStatusView> {
  private final Screen screen;
  private final RestoreBundle bundle;
  private final StatusText text;

  /**
   * A text on this screen.
   *
   * @param status knows the rows that were not done
   * @param limit how many of them are printed at most; 0 for all
   */
  public RestoreStatusText(Screen screen, RestoreBundle bundle, PlanStatus status, long limit) {
    this.screen = screen;
    this.bundle = bundle;
    this.text = new StatusText(screen, status, limit);
  }

  @Override
  public void print(RestoreStatusView view) throws IOException {
    text.progress("Restore plan", view.progress());
    text.notDone();
    new RestoreText(screen).problems(RestoreView.of(bundle));
  }
}
