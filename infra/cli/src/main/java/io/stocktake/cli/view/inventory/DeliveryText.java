package io.stocktake.cli.view.inventory;

import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.TextRenderer;
import java.time.Clock;
import java.time.Duration;

/** A delivery of an inventory, as people read it. */
public final class DeliveryText implements TextRenderer<DeliveryView> {
  private final Screen screen;

  /** A text on this screen. */
  public DeliveryText(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void print(DeliveryView delivery) {
    Duration age = Duration.between(delivery.scanned(), Clock.systemUTC().instant());
    screen.line("%s", delivery.manifest());
    screen.line(
        "  bucket %s, scanned %s (%s ago)",
        delivery.bucket(), delivery.scanned(), NumberFormat.duration(age));
    screen.line(
        "  %s, %s of %s",
        NumberFormat.count(delivery.files(), "data file"),
        NumberFormat.bytes(delivery.bytes()),
        delivery.format());
    delivery.passedOver().forEach(flaw -> screen.line("  skipped: %s", flaw));
  }
}
