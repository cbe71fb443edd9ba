package io.stocktake.cli.inputs;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.parse.Version;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.checksums.ChecksumSource;
import io.stocktake.planner.request.CopyFrom;
import io.stocktake.planner.request.PlanOptions;
import io.stocktake.planner.request.PlanRequest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What a plan is made from, opened for a command and closed after it: inventory, copy sources,
 * state, and checksums of objects.
 */
public final class PlanningSession implements Closeable {
  private static final String LIVE = "live";

  private final Inputs inputs;
  private InventorySource inventory;
  private InventorySource copyInventory;
  private StateSource state;
  private AwsSession reports;
  private List<ChecksumSource> checksums;

  /**
   * What is to be opened, as it is named.
   *
   * @param source the directory that is compared
   * @param destination where its files belong
   * @param inventory what lists the bucket: a place, or {@code live} to list it now
   * @param copies the objects that may be copied instead of uploading files
   * @param state a directory, or {@code s3://} and a prefix
   * @param checksums evidence of objects' content besides their ETags
   * @param changesRecipients whether files may be encrypted to other keys than before
   */
  public record Inputs(
      Path source,
      S3Location destination,
      String inventory,
      Optional<Copies> copies,
      Optional<String> state,
      ChecksumInputs checksums,
      boolean changesRecipients) {}

  /**
   * Objects that may be copied instead of uploading files.
   *
   * @param location where they are
   * @param inventory what lists them
   * @param restored whether the archived ones have been restored
   */
  public record Copies(S3Location location, String inventory, boolean restored) {}

  private PlanningSession(Inputs inputs) {
    this.inputs = inputs;
  }

  /**
   * Opens all; for a live inventory, the bucket is listed into a temporary directory.
   *
   * @param out the plan to be
   * @param quiet whether no progress is shown
   */
  public static PlanningSession open(
      Inputs inputs, Path out, SessionFactory sessions, Screen screen, boolean quiet)
      throws IOException, InterruptedException {
    PlanningSession session = new PlanningSession(inputs);
    try {
      session.openInventories(sessions, screen, quiet);
      session.openKnowledge(out, sessions, screen);
      return session;
    } catch (IOException | InterruptedException | RuntimeException e) {
      try {
        session.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private void openInventories(SessionFactory sessions, Screen screen, boolean quiet)
      throws IOException, InterruptedException {
    S3Location to = inputs.destination();
    inventory =
        inputs.inventory().equals(LIVE)
            ? InventorySource.listed(screen, quiet, to, sessions)
            : InventorySource.open(inputs.inventory(), to.bucket(), sessions);
    if (inputs.copies().isPresent()) {
      Copies copies = inputs.copies().get();
      copyInventory =
          InventorySource.open(copies.inventory(), copies.location().bucket(), sessions);
    }
  }

  private void openKnowledge(Path out, SessionFactory sessions, Screen screen) throws IOException {
    state =
        StateSource.open(
            inputs.state().orElse(null),
            inputs.source(),
            inputs.destination(),
            out,
            sessions,
            screen);
    reports = inputs.checksums().reports().isEmpty() ? null : sessions.open(1);
    checksums = inputs.checksums().open(reports);
  }

  /**
   * What to plan, and to where.
   *
   * @throws StocktakeException of kind REFUSED if files would be encrypted to other keys than
   *     before
   */
  public PlanRequest request(Path out, PlanOptions options) throws IOException {
    if (!inputs.changesRecipients()) {
      inputs.checksums().refuseOtherRecipients(options.rules().encryption().names().all());
    }
    return new PlanRequest(
        inputs.source(),
        inputs.destination(),
        new PlanRequest.Evidence(inventory.delivery(), checksums, state.directory()),
        inputs.copies().map(this::copyFrom),
        out,
        options,
        new PlanRequest.Stamp(Clock.systemUTC(), Version.text()));
  }

  private CopyFrom copyFrom(Copies copies) {
    return new CopyFrom(copies.location(), copyInventory.delivery(), copies.restored());
  }

  /** Sends what the plan has learnt, now that it is made. */
  public void finish() throws IOException {
    state.finish();
  }

  @Override
  public void close() throws IOException {
    try (InventorySource listed = inventory;
        InventorySource copied = copyInventory;
        StateSource remembered = state;
        AwsSession asked = reports) {
      // closed in the other order than opened
    }
  }
}
