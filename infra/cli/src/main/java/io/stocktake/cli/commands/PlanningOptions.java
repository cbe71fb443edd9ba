package io.stocktake.cli.commands;

import io.stocktake.cli.commands.Converters.ByteSize;
import io.stocktake.cli.screen.Screen;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.planner.plan.PlanOptions;
import io.stocktake.planner.plan.PlanProgress;
import io.stocktake.planner.walk.Links;
import io.stocktake.planner.walk.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is compared, and what is planned of it. */
final class PlanningOptions {
  private static final String LIVE = "live";

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The directory to compare.")
  private Path source;

  @Parameters(
      index = "1",
      paramLabel = "s3://BUCKET[/PREFIX]",
      description = "Where it belongs: SOURCE/a/b.jpg is the object PREFIX/a/b.jpg.")
  private S3Location destination;

  @Option(
      names = "--inventory",
      required = true,
      paramLabel = "URI",
      description = {
        "The inventory that lists the bucket: a manifest.json, or the folder of an inventory"
            + " configuration (its newest complete delivery is taken), in s3:// or on disk; the"
            + " output of 'aws s3api list-objects-v2', in a file; or 'live' to list the bucket now."
      })
  private String inventory;

  @Option(
      names = "--delete",
      arity = "0..1",
      parameterConsumer = DeleteConsumer.class,
      paramLabel = "now|tag",
      description = {
        "Also plan to delete objects that have no file, if all files could be read; with"
            + " --delete=tag, tag them stocktake=expire for a lifecycle rule to expire."
      })
  private Delete delete;

  /** Takes the next argument only if it says how to delete, so that SOURCE may follow. */
  static final class DeleteConsumer implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec argument, CommandSpec command) {
      boolean said =
          !arguments.isEmpty()
              && Arrays.stream(Delete.values())
                  .anyMatch(mode -> mode.name().equalsIgnoreCase(arguments.peek()));
      argument.setValue(
          said ? Delete.valueOf(arguments.pop().toUpperCase(Locale.ROOT)) : Delete.NOW);
    }
  }

  /** How objects without a file go. */
  enum Delete {
    NOW,
    TAG
  }

  @Option(
      names = "--links",
      paramLabel = "skip|follow|store",
      defaultValue = "skip",
      description = {
        "What to do with symbolic links (default: skip). 'follow' stays within SOURCE. 'store' makes"
            + " the link x the object x.rclonelink, whose content is the target's path, as rclone"
            + " --links does, whatever it leads to."
      })
  private Links links;

  @Option(
      names = "--nfc",
      description = "Compose accented letters of file names (Unicode NFC) to make keys.")
  private boolean nfc;

  @Option(
      names = "--cannot-tell",
      paramLabel = "report|upload",
      defaultValue = "report",
      description = "What becomes of a file whose object's ETag proves nothing (default: report).")
  private PlanOptions.Undecided undecided;

  @Option(
      names = "--part-size",
      paramLabel = "SIZE",
      defaultValue = "16Mi",
      description = "Part size of earlier multipart uploads, tried first (default: 16Mi).")
  private ByteSize partSize;

  @Option(
      names = "--state",
      paramLabel = "DIR|s3://BUCKET/PREFIX",
      description = {
        "Remember here what files contain, so that the next plan reads only those that changed:"
            + " by path, size, modification and change time, device and inode. In S3, for machines"
            + " that do not last: fetched into OUT.state, sent back at the end and in part every"
            + " minute. Of two machines that write it at the same time, one keeps its copy and"
            + " says so; there, devices do not count."
      })
  private String state;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = {
        "Memory outside the heap for what is known of objects, 51 bytes each; what is more goes to"
            + " a file beside the plan (default: half of what the JVM may have, which is the heap's"
            + " limit unless JAVA_OPTS has -XX:MaxDirectMemorySize)."
      })
  private ByteSize memory;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Directories and files read at a time (default: twice the cores).")
  private Integer threads;

  @Option(names = "--gzip", description = "Compress the plan's CSV files.")
  private boolean gzip;

  @Mixin private SafetyOptions safety;
  @Mixin private FilterOptions filters;
  @Mixin private StandInOptions standIns;
  @Mixin private ReadingOptions reading;
  @Mixin private TagOptions tags;
  @Mixin private CopyOptions copies;
  private @Spec(Spec.Target.MIXEE) CommandSpec command;

  /**
   * What is asked for.
   *
   * @throws ParameterException if that cannot be
   */
  PlanOptions options() throws IOException {
    try {
      PlanOptions defaults = PlanOptions.defaults();
      PlanOptions options =
          defaults
              .withOrphans(orphans())
              .withLinks(links)
              .withNames(nfc ? PlanOptions.Names.NFC : PlanOptions.Names.AS_IS)
              .withUndecided(undecided)
              .withPartSize(partSize.bytes())
              .withThreads(threads == null ? defaults.threads() : threads)
              .withGzip(gzip)
              .withSafety(safety.safety())
              .withMemory(memory == null ? defaults.memory() : memory.bytes())
              .withReading(reading.reading())
              .withTags(tags.rules())
              .withSelection(selection());
      return standIns.checksums().map(options::withChecksums).orElse(options);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }

  private Selection selection() throws IOException {
    return new Selection(
        filters.names(),
        filters.files(),
        filters.oneFileSystem(),
        standIns.filesFrom(),
        standIns.listing());
  }

  private PlanOptions.Orphans orphans() {
    if (delete == null) {
      return PlanOptions.Orphans.LEAVE;
    }
    return delete == Delete.NOW ? PlanOptions.Orphans.DELETE : PlanOptions.Orphans.EXPIRE;
  }

  /** Refuses what does not go together. */
  void check() throws StocktakeException {
    reading.check(state != null || standIns.checksums().isPresent());
  }

  /** Whether objects may be copied from elsewhere. */
  boolean copies() {
    return copies.given();
  }

  /** Where files belong. */
  S3Location destination() {
    return destination;
  }

  /** Size of a part in uploads of this program. */
  ByteSize partSize() {
    return partSize;
  }

  /** Opens what a plan is made from; the caller closes it. */
  PlanInputs open(Screen screen, OutputOptions output, Path out, ConnectionOptions connection)
      throws IOException, InterruptedException {
    OpenedInventory opened = openInventory(screen, output, connection);
    try {
      CopyOptions.Opened copy = copies.open(connection);
      try {
        return new PlanInputs(
            source,
            destination,
            opened,
            copy,
            OpenedState.open(state, source, destination, out, connection, screen));
      } catch (IOException | RuntimeException e) {
        copy.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Where the inventory is to be made first, it is listed into a directory that goes again. */
  private OpenedInventory openInventory(
      Screen screen, OutputOptions output, ConnectionOptions connection)
      throws IOException, InterruptedException {
    return inventory.equals(LIVE)
        ? OpenedInventory.listed(screen, output, destination, connection)
        : OpenedInventory.open(inventory, destination.bucket(), connection);
  }

  /** Says what a list of duplicates lacks. */
  void note(Screen screen, PlanProgress progress) {
    reading.note(screen, progress);
  }
}
