package io.stocktake.cli.demo;

import io.stocktake.cli.terminal.Screen;
import java.io.IOException;

/** What the demo's store is, and what changes between two plans. */
interface Scenario {
  /** How many rows of each verdict the plan must find. */
  record Expected(long fresh, long moved, long changed, long orphans) {}

  /** Makes the store. */
  void prepare(Screen screen) throws IOException;

  /** Whether the store may be deleted, to be restored. */
  boolean canBeLost();

  /** Makes changes, tells them, and says what a plan must find. */
  Expected change(Screen screen) throws IOException;
}
