package io.stocktake.cli.inputs;

import io.stocktake.cli.parse.Version;
import io.stocktake.manifests.S3Location;
import io.stocktake.planner.checksums.ChecksumSource;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanRequest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** The inputs of a plan, opened, with the resources to close. */
public record PlanInputs(
    Path source,
    S3Location destination,
    InventorySource inventory,
    OpenedCopies copies,
    StateSource state)
    implements Closeable {

  /** What to plan, to where. */
  public PlanRequest request(List<ChecksumSource> checksums, Path out, PlanOptions options) {
    return new PlanRequest(
        source,
        destination,
        new PlanRequest.Evidence(inventory.delivery(), checksums, state.directory()),
        copies.from(),
        out,
        options,
        new PlanRequest.Stamp(Clock.systemUTC(), Version.text()));
  }

  /** Sends what the plan has learnt, now that it is made. */
  public void finish() throws IOException {
    state.finish();
  }

  @Override
  public void close() throws IOException {
    try (InventorySource listed = inventory;
        OpenedCopies from = copies;
        StateSource remembered = state) {
      // closed in the other order than opened
    }
  }
}
