package io.stocktake.cli.snapshots;

import io.stocktake.cli.parse.Checked;
import io.stocktake.manifests.safety.DeleteLimits;
import io.stocktake.planner.prune.RetentionPolicy;
import io.stocktake.planner.prune.RetentionPolicy.Period;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options of pruning: which snapshots are kept, and how much may go. */
public final class PruneOptions {
  @Option(
      names = "--inventory",
      required = true,
      paramLabel = "URI",
      description = {
        "An inventory of all versions of the bucket: a manifest.json, or the folder of an inventory"
            + " configuration."
      })
  private String inventory;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PLAN",
      description = "The directory to write the plan to; must not exist yet, or be empty.")
  private Path out;

  @Option(names = "--keep-last", paramLabel = "N", description = "Keep the newest N.")
  private int last;

  @Option(
      names = "--keep-daily",
      paramLabel = "N",
      description = "Keep the newest of each of the last N days that have any (in UTC).")
  private int daily;

  @Option(names = "--keep-weekly", paramLabel = "N", description = "The same of ISO weeks.")
  private int weekly;

  @Option(names = "--keep-monthly", paramLabel = "N", description = "The same of months.")
  private int monthly;

  @Option(names = "--keep-yearly", paramLabel = "N", description = "The same of years.")
  private int yearly;

  @Option(
      names = "--keep-within",
      paramLabel = "AGE",
      description = "Keep all that are at most this much older than the newest, such as 14d.")
  private Duration within;

  @Option(
      names = "--keep-tag",
      paramLabel = "TAG",
      description = "Keep all with this tag. Repeatable.")
  private List<String> tags = List.of();

  @Option(
      names = "--max-delete",
      paramLabel = "LIMIT[,LIMIT...]",
      description = "Refuse (exit code 4) to remove more versions than this; as for 'plan'.")
  private List<DeleteLimits> maxDelete = List.of();

  /** The inventory, as it was given. */
  public String inventory() {
    return inventory;
  }

  /** The directory the plan will be. */
  public Path out() {
    return out;
  }

  DeleteLimits maxDelete() {
    return maxDelete.stream().reduce(DeleteLimits.NONE, DeleteLimits::and);
  }

  /** Which snapshots are kept. */
  RetentionPolicy policy() {
    Map<Period, Integer> periods = new EnumMap<>(Period.class);
    periods.put(Period.DAILY, daily);
    periods.put(Period.WEEKLY, weekly);
    periods.put(Period.MONTHLY, monthly);
    periods.put(Period.YEARLY, yearly);
    return Checked.options(
        sentence -> sentence + ": --keep-last, --keep-daily and the like",
        () -> new RetentionPolicy(last, periods, Optional.ofNullable(within), Set.copyOf(tags)));
  }
}
