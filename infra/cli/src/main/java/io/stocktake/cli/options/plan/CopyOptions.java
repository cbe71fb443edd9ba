package io.stocktake.cli.options.plan;

import io.stocktake.cli.inputs.InventorySource;
import io.stocktake.cli.inputs.OpenedCopies;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.request.CopyFrom;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of copies from another bucket instead of uploads. */
public final class CopyOptions {
  @Option(
      names = "--copy-from",
      paramLabel = "s3://BUCKET[/PREFIX]",
      description = {
        "Copy on the server instead of uploading, where this folder holds the same content under"
            + " the same name. Needs --copy-inventory."
      })
  private S3Location location;

  @Option(
      names = "--copy-inventory",
      paramLabel = "URI",
      description = "The inventory that lists the bucket of --copy-from.")
  private String inventory;

  @Option(
      names = "--restored",
      description = {
        "The archived objects of --copy-from have been restored (see --resolve restore-job), so"
            + " plan to copy them; an inventory does not say. What is not restored fails in apply."
      })
  private boolean restored;

  boolean given() {
    return location != null;
  }

  OpenedCopies open(ConnectionOptions connection) throws IOException {
    if ((location == null) != (inventory == null)) {
      throw StocktakeException.usage("--copy-from and --copy-inventory go together");
    }
    if (location == null) {
      if (restored) {
        throw StocktakeException.usage("--restored is said of the objects of --copy-from");
      }
      return new OpenedCopies(Optional.empty(), () -> {});
    }
    InventorySource opened = InventorySource.open(inventory, location.bucket(), connection);
    return new OpenedCopies(
        Optional.of(new CopyFrom(location, opened.delivery(), restored)), opened);
  }
}
