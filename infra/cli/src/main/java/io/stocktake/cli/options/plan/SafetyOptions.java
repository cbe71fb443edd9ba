package io.stocktake.cli.options.plan;

import io.stocktake.cli.parse.Checked;
import io.stocktake.manifests.safety.DeleteLimits;
import io.stocktake.manifests.safety.RequiredFiles;
import io.stocktake.manifests.safety.Safety;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Safety options, checked before anything is planned or done. */
public final class SafetyOptions {
  @Option(
      names = "--max-delete",
      paramLabel = "LIMIT[,LIMIT...]",
      description = {
        "Refuse (exit code 4) to delete or expire more than this: a count (1000), bytes"
            + " (10GiB, 10GB), a share of all objects below the destination (5%%), or one of these"
            + " for keys that begin with a prefix below it (images/=100) or match an anchored glob"
            + " (**.raw=100)."
            + " All limits hold; may be given several times. Old keys of moved files count."
      })
  private List<DeleteLimits> maxDelete = List.of();

  @Option(
      names = "--max-inventory-age",
      paramLabel = "AGE",
      description = {"Refuse (exit code 4) an inventory older than this, such as 48h or 7d."})
  private Duration maxInventoryAge;

  @Option(
      names = "--require-file",
      paramLabel = "PATH",
      description = {
        "Refuse (exit code 4) unless this file exists below the source, so that an unmounted disk"
            + " is not mistaken for an empty source. Kept in the plan, and checked again by"
            + " 'apply'. May"
            + " be given several times."
      })
  private List<String> requireFiles = List.of();

  /** What was asked for. */
  public Safety safety() {
    return Checked.options(
        sentence -> "--require-file: " + sentence,
        () ->
            new Safety(
                maxDelete.stream().reduce(DeleteLimits.NONE, DeleteLimits::and),
                Optional.ofNullable(maxInventoryAge),
                new RequiredFiles(requireFiles)));
  }
}
