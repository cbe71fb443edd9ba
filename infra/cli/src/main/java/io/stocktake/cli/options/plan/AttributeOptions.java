package io.stocktake.cli.options.plan;

import io.stocktake.manifests.plan.AttributeStyle;
import io.stocktake.planner.source.AttributePolicy;
import picocli.CommandLine.Option;

/** Options of POSIX attributes: which of the source's are kept, and where. */
public final class AttributeOptions {
  @Option(
      names = "--attributes",
      paramLabel = "none|object|catalogue|both",
      defaultValue = "none",
      description = {
        "Where to keep mode, owner, times and links of the source (default: none). 'catalogue'"
            + " lists every file, directory, link and special file in the plan, with the object"
            + " that holds it. 'object' writes mode and owner of files to the objects that are"
            + " uploaded, or copied from moved ones."
      })
  private AttributePolicy.Store store;

  @Option(
      names = "--attributes-style",
      paramLabel = "rclone|datasync",
      defaultValue = "rclone",
      description = {
        "Whose names attributes have on objects: mode, uid and gid, as rclone and s3fs read them, or"
            + " file-permissions, file-owner, file-group and file-mtime of AWS DataSync (default:"
            + " rclone)."
      })
  private AttributeStyle style;

  @Option(
      names = "--xattrs",
      description =
          "In the catalogue, keep extended attributes, too, but for those of the system itself.")
  private boolean xattrs;

  @Option(names = "--acls", description = "In the catalogue, keep POSIX access control lists, too.")
  private boolean acls;

  /**
   * What is asked for.
   *
   * @throws IllegalArgumentException with a sentence if that cannot be
   */
  AttributePolicy policy() {
    return new AttributePolicy(store, style, xattrs, acls);
  }
}
