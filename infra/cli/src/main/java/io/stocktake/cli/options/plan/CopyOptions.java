package io.stocktake.cli.options.plan;

import io.stocktake.cli.inputs.PlanningSession.Copies;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of copies from another bucket instead of uploads. */
final class CopyOptions {
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

  /** What was named, if copies were asked for. */
  Optional<Copies> copies() throws StocktakeException {
    if ((location == null) != (inventory == null)) {
      throw StocktakeException.usage("--copy-from and --copy-inventory go together");
    }
    if (location == null && restored) {
      throw StocktakeException.usage("--restored is said of the objects of --copy-from");
    }
    return Optional.ofNullable(location).map(from -> new Copies(from, inventory, restored));
  }
}
