package io.stocktake.cli.options.plan;

import io.stocktake.planner.source.AttributePolicy;
import picocli.CommandLine.Option;

/** Options of POSIX attributes: which of the source's are kept, and where. */
public final class AttributeOptions {
  @Option(
      names = "--attributes",
      paramLabel = "none|catalogue",
      defaultValue = "none",
      description = {
        "Where to keep mode, owner, times and links of the source (default: none). 'catalogue'"
            + " lists every file, directory, link and special file in the plan, with the object"
            + " that holds it."
      })
  private AttributePolicy.Store store;

  @Option(
      names = "--xattrs",
      description = "Keep extended attributes, too, but for those of the system itself.")
  private boolean xattrs;

  @Option(names = "--acls", description = "Keep POSIX access control lists, too.")
  private boolean acls;

  /**
   * What is asked for.
   *
   * @throws IllegalArgumentException with a sentence if that cannot be
   */
  AttributePolicy policy() {
    return new AttributePolicy(store, xattrs, acls);
  }
}
