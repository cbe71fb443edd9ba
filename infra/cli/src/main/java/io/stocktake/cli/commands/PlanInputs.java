package io.stocktake.cli.commands;

import io.stocktake.manifests.S3Location;
import io.stocktake.planner.evidence.ChecksumSource;
import io.stocktake.planner.plan.PlanOptions;
import io.stocktake.planner.plan.PlanRequest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** What a plan is made from, with what must be closed. */
record PlanInputs(
    Path source,
    S3Location destination,
    OpenedInventory inventory,
    OpenedCopies copies,
    OpenedState state)
    implements Closeable {

  /** What to plan, to where. */
  PlanRequest request(List<ChecksumSource> checksums, Path out, PlanOptions options) {
    return new PlanRequest(
        source,
        destination,
        inventory.delivery(),
        copies.from(),
        checksums,
        state.directory(),
        out,
        options,
        Clock.systemUTC(),
        Version.text());
  }

  /** Sends what the plan has learnt, now that it is made. */
  void finish() throws IOException {
    state.finish();
  }

  @Override
  public void close() throws IOException {
    try (OpenedInventory listed = inventory;
        OpenedCopies from = copies;
        OpenedState remembered = state) {
      // closed in the other order than opened
    }
  }
}
