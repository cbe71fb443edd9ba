package io.stocktake.cli.restore;

import io.stocktake.cli.inputs.InventorySource;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.parse.Checked;
import io.stocktake.cli.parse.Converters.ByteSize;
import io.stocktake.cli.parse.Converters.Moment;
import io.stocktake.cli.parse.InvalidOptionsException;
import io.stocktake.cli.parse.Version;
import io.stocktake.cli.snapshots.SnapshotSession;
import io.stocktake.cli.terminal.ProgressLine;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.plan.PlanText;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.restore.RestoreBundle;
import io.stocktake.manifests.safety.DeleteLimits;
import io.stocktake.manifests.safety.RequiredFiles;
import io.stocktake.manifests.safety.Safety;
import io.stocktake.planner.request.ContentPolicy;
import io.stocktake.planner.request.PlanProgress;
import io.stocktake.planner.request.PlanRequest;
import io.stocktake.planner.request.ReadOptions;
import io.stocktake.planner.request.Resources;
import io.stocktake.planner.restore.RestoreOptions;
import io.stocktake.planner.restore.RestorePlanner;
import io.stocktake.planner.restore.RestoreRequest;
import io.stocktake.planner.restore.resolve.ExistingPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of planning a restore: which objects as of when, and into which directory. */
public final class RestorePlanOptions {
  private static final String LIVE = "live";

  @Parameters(
      index = "0",
      paramLabel = "s3://BUCKET[/PREFIX]",
      description = "What to restore: the object PREFIX/a/b.jpg becomes DIR/a/b.jpg.")
  private S3Location source;

  @Parameters(index = "1", paramLabel = "DIR", description = "The directory to restore into.")
  private Path target;

  @Option(
      names = "--inventory",
      paramLabel = "URI",
      description = {
        "Restore by an inventory that lists the bucket, as for 'plan': a manifest.json, the folder"
            + " of an inventory configuration, a saved listing, or 'live' to list the bucket now."
            + " Without, a snapshot is restored, with directories, links and attributes."
      })
  private String inventory;

  @Option(
      names = "--snapshot",
      paramLabel = "ID|TAG",
      description = "The snapshot to restore (default: the newest one, or that of --at).")
  private String snapshot;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = {
        "Restore what there was at this time, such as 2026-11-02T00:00:00Z, or an age such as 7d:"
            + " the last snapshot before it. With --inventory, one of all versions is needed, with"
            + " their dates."
      })
  private Moment at;

  @Option(
      names = "--existing",
      paramLabel = "skip|changed|newer|overwrite|refuse",
      defaultValue = "changed",
      description = {
        "What to do with files that DIR has already (default: changed). A file that is the same is"
            + " never fetched. 'changed' fetches what differs, 'newer' only if the object is newer"
            + " than the file, 'overwrite' also what cannot be compared; 'skip' leaves all files"
            + " alone; 'refuse' plans nothing if any file differs."
      })
  private ExistingPolicy existing;

  @Option(
      names = "--delete",
      description = "Also plan to remove files that no object accounts for.")
  private boolean delete;

  @Option(
      names = "--rename-unsafe",
      description = {
        "Restore a key that is no path (such as a//b or ../a) under an encoded name. Without, such"
            + " keys are listed as problems."
      })
  private boolean renameUnsafe;

  @Option(
      names = "--known-part-size",
      paramLabel = "SIZE",
      description = "Part size that objects were uploaded with (30Mi, 25M). Repeatable.")
  private List<ByteSize> knownPartSizes = List.of();

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = {
        "Remember here what files contain, so that the next plan reads only those that changed."
      })
  private Path state;

  @Option(
      names = "--max-inventory-age",
      paramLabel = "AGE",
      description = {"Refuse (exit code 4) an inventory older than this, such as 48h or 7d."})
  private Duration maxInventoryAge;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Directories and files read at a time (default: twice the cores).")
  private Integer threads;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Memory outside the heap for the table of objects; the rest goes to a file.")
  private ByteSize memory;

  /**
   * Makes the plan.
   *
   * @param out the directory the plan will be
   * @throws InvalidOptionsException if the options cannot be
   */
  public RestoreBundle plan(
      Screen screen, OutputOptions output, ConnectionOptions connection, Path out)
      throws IOException, InterruptedException {
    refuseTwoSources();
    PlanProgress progress = new PlanProgress();
    try (RestoreSource opened = open(screen, output, connection);
        ProgressLine line =
            new ProgressLine(screen, output.quiet, () -> PlanText.progress(progress))) {
      return RestorePlanner.plan(
          new RestoreRequest(
              source,
              opened.objects(),
              target,
              Optional.ofNullable(state),
              out,
              options(opened.at()),
              new PlanRequest.Stamp(Clock.systemUTC(), Version.text())),
          progress);
    }
  }

  /** The directory to restore into. */
  public Path target() {
    return target;
  }

  private void refuseTwoSources() {
    String given =
        inventory == null && maxInventoryAge != null
            ? "--max-inventory-age goes with --inventory"
            : snapshot != null && inventory != null
                ? "give --snapshot or --inventory, not both"
                : snapshot != null && at != null ? "give --snapshot or --at, not both" : "";
    if (!given.isEmpty()) {
      throw new InvalidOptionsException(given);
    }
  }

  private RestoreOptions options(Optional<Instant> asOf) {
    return Checked.options(
        () ->
            new RestoreOptions(
                asOf,
                existing,
                delete,
                renameUnsafe,
                new RestoreOptions.Comparison(
                    ReadOptions.DEFAULT, partSizes(), resources(), safety())));
  }

  private List<Long> partSizes() {
    return Stream.concat(
            ContentPolicy.DEFAULT.partSizes().stream(),
            knownPartSizes.stream().map(ByteSize::bytes))
        .toList();
  }

  private Resources resources() {
    Resources defaults = Resources.defaults();
    return new Resources(
        threads == null ? defaults.threads() : threads,
        memory == null ? defaults.memory() : memory.bytes(),
        false);
  }

  private Safety safety() {
    return new Safety(DeleteLimits.NONE, Optional.ofNullable(maxInventoryAge), RequiredFiles.NONE);
  }

  private RestoreSource open(Screen screen, OutputOptions output, ConnectionOptions connection)
      throws IOException, InterruptedException {
    Optional<Instant> time = Optional.ofNullable(at).map(Moment::time);
    if (inventory == null) {
      return RestoreSource.of(
          SnapshotSession.open(source, connection), Optional.ofNullable(snapshot), time);
    }
    return RestoreSource.of(
        inventory.equals(LIVE)
            ? InventorySource.listed(screen, output.quiet, source, connection)
            : InventorySource.open(inventory, source.bucket(), connection),
        time);
  }
}
