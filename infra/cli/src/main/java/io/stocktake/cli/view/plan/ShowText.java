package io.stocktake.cli.view.plan;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import io.stocktake.manifests.plan.Action;
import java.util.List;

/** What a plan would do, as people read it. */
public final class ShowText implements TextRenderer<ShowView> {
  private static final int FOLDERS_SHOWN = 20;

  private final Screen screen;

  /** A text on this screen. */
  public ShowText(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void print(ShowView view) {
    new PlanText(screen).print(view.plan());
    if (!view.routes().isEmpty()) {
      screen.line("");
      RouteText.print(screen, view.routes(), view.prices());
    }
    CostForecast forecast = view.forecast();
    if (forecast.putRequests() + forecast.deleteRequests() > 0) {
      screen.line("");
      screen.line(
          "  Uploads and deletes take %s; with prices of %s, $%.2f.",
          forecast.sentence(), view.pricesAsOf(), forecast.dollars(view.prices()));
    }
    if (!view.folders().isEmpty()) {
      screen.line("");
      print(view.folders());
    }
  }

  private void print(List<PrefixRollup.Folder> folders) {
    screen.line(
        "  %10s %10s %10s %10s %10s %12s  %s",
        "upload", "copy", "tag, set", "delete", "review", "bytes up", "folder");
    folders.stream().limit(FOLDERS_SHOWN).forEach(this::print);
    if (folders.size() > FOLDERS_SHOWN) {
      screen.line("  and %s more", NumberFormat.count(folders.size() - FOLDERS_SHOWN, "folder"));
    }
  }

  private void print(PrefixRollup.Folder folder) {
    screen.line(
        "  %,10d %,10d %,10d %,10d %,10d %12s  %s",
        folder.rows(Action.UPLOAD),
        folder.rows(Action.COPY),
        folder.rows(Action.TAG) + folder.rows(Action.ADD_TAGS) + folder.rows(Action.SET_PROPERTIES),
        folder.rows(Action.DELETE),
        folder.rows(Action.NONE),
        NumberFormat.bytes(folder.uploadBytes()),
        folder.name());
  }
}
