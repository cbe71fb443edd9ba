package io.stocktake.cli.lab;

import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;

/** How to reach a lab, as lines for a shell. */
public final class LabText implements TextRenderer<LabView> {
  private final Screen screen;

  /** A text on this screen. */
  public LabText(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void print(LabView view) {
    screen.line("export AWS_ENDPOINT_URL=%s", view.endpoint());
    screen.line("export AWS_ACCESS_KEY_ID=%s", view.accessKey());
    screen.line("export AWS_SECRET_ACCESS_KEY=%s", view.secretKey());
    screen.line("export AWS_REGION=%s", view.region());
    view.caBundle().ifPresent(file -> screen.line("export AWS_CA_BUNDLE=%s", file));
    view.credentials()
        .ifPresent(file -> screen.line("export AWS_SHARED_CREDENTIALS_FILE=%s", file));
    if (view.credentials().isPresent()) {
      screen.note(
          "Use --profile NAME (or AWS_PROFILE) to be " + String.join(" or ", view.users()) + ".");
    }
    screen.note("The lab is running on " + view.data() + "; Ctrl-C stops it.");
  }
}
