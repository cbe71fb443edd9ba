package io.stocktake.cli.commands;

import io.stocktake.cli.inputs.InventorySource;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.snapshots.PruneOptions;
import io.stocktake.cli.snapshots.SnapshotSession;
import io.stocktake.cli.snapshots.SnapshotTasks;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.plan.PlanText;
import io.stocktake.cli.view.plan.PlanView;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.bundle.PlanBundle;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stocktake snapshots}. */
@Command(
    name = "snapshots",
    mixinStandardHelpOptions = true,
    description = {
      "List, compare and check snapshots: what a source was, and which objects hold it.",
      "apply and sync seal one at their end if the plan has a catalogue. They are kept below the"
          + " destination, in .stocktake/snapshots/."
    })
public final class SnapshotsCommand implements Runnable {
  private static final String WHERE = "s3://BUCKET[/PREFIX]";
  private static final String DESTINATION = "The destination of the plans.";
  private static final String ID = "A snapshot's id, or a tag.";

  private final Screen screen;
  private @Spec CommandSpec spec;

  /** Commands that speak to this screen. */
  public SnapshotsCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: stocktake snapshots list, show, diff, find, check, tag or prune");
  }

  /** How the store is reached, and how the command speaks. */
  static final class Common {
    @Mixin private ConnectionOptions connection;
    @Mixin private OutputOptions output;
  }

  /** Something to do with the snapshots of a destination. */
  private interface Task {
    int run(SnapshotTasks tasks) throws IOException, InterruptedException;
  }

  private int with(S3Location where, Common common, Task task)
      throws IOException, InterruptedException {
    try (SnapshotSession session = SnapshotSession.open(where, common.connection)) {
      return task.run(new SnapshotTasks(screen, common.output, session));
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "List snapshots, the oldest first. What is there and cannot be used is named as ignored."
      })
  int list(
      @Parameters(paramLabel = WHERE, description = DESTINATION) S3Location where,
      @Mixin Common common)
      throws IOException, InterruptedException {
    return with(where, common, SnapshotTasks::list);
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show what a snapshot is of, and with --rows every entry in it.")
  int show(
      @Parameters(paramLabel = WHERE, description = DESTINATION) S3Location where,
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Option(names = "--rows", description = "Also list every entry.") boolean rows,
      @Mixin Common common)
      throws IOException, InterruptedException {
    return with(where, common, tasks -> tasks.show(id, rows));
  }

  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description = {
        "List what differs between two snapshots: + new in B, - only in A, * other content, ~ other"
            + " attributes."
      })
  int diff(
      @Parameters(paramLabel = WHERE, description = DESTINATION) S3Location where,
      @Parameters(paramLabel = "A", description = ID) String before,
      @Parameters(paramLabel = "B", description = ID) String after,
      @Mixin Common common)
      throws IOException, InterruptedException {
    return with(where, common, tasks -> tasks.diff(before, after));
  }

  @Command(
      name = "find",
      mixinStandardHelpOptions = true,
      description = "Find a file, directory or link in all snapshots (exit code 5: in none).")
  int find(
      @Parameters(paramLabel = WHERE, description = DESTINATION) S3Location where,
      @Parameters(paramLabel = "PATH", description = "Its path below the source.") String path,
      @Mixin Common common)
      throws IOException, InterruptedException {
    return with(where, common, tasks -> tasks.find(path));
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Prove by an inventory that every object of a snapshot is there, without a request a file.",
        "What is missing is named (exit code 3)."
      })
  int check(
      @Parameters(paramLabel = WHERE, description = DESTINATION) S3Location where,
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Option(
              names = "--inventory",
              required = true,
              paramLabel = "URI",
              description = {
                "An inventory of all versions, made after the snapshot: a manifest.json, or the"
                    + " folder of an inventory configuration."
              })
          String inventory,
      @Mixin Common common)
      throws IOException, InterruptedException {
    try (InventorySource opened =
        InventorySource.open(inventory, where.bucket(), common.connection)) {
      return with(where, common, tasks -> tasks.check(id, opened));
    }
  }

  @Command(
      name = "prune",
      mixinStandardHelpOptions = true,
      description = {
        "Write a plan that removes the snapshots that are not kept, and the versions of objects that"
            + " only they need.",
        "Removes nothing itself. 'show' says what is kept and why; 'apply' removes for good. Current"
            + " objects, and versions that no snapshot names, are never removed."
      })
  int prune(
      @Parameters(paramLabel = WHERE, description = DESTINATION) S3Location where,
      @Mixin PruneOptions prune,
      @Mixin Common common)
      throws IOException, InterruptedException {
    try (InventorySource opened =
            InventorySource.open(prune.inventory(), where.bucket(), common.connection);
        SnapshotSession session = SnapshotSession.open(where, common.connection)) {
      session.prune(prune, opened);
    }
    PlanView plan = PlanView.of(PlanBundle.open(prune.out()));
    common.output.show(screen, plan, view -> print(view, common));
    return ExitCode.DONE.code();
  }

  private void print(PlanView view, Common common) {
    new PlanText(screen).print(view);
    screen.line("");
    screen.line(
        view.plan().rows() == 0
            ? "Nothing to do."
            : PlanText.next(view.directory(), common.connection.asTyped()));
  }

  @Command(
      name = "tag",
      mixinStandardHelpOptions = true,
      description = "Give a snapshot a name, for commands to be given in place of its id.")
  int tag(
      @Parameters(paramLabel = WHERE, description = DESTINATION) S3Location where,
      @Parameters(paramLabel = "ID", description = ID) String id,
      @Parameters(paramLabel = "NAME", description = "The name.") String name,
      @Mixin Common common)
      throws IOException, InterruptedException {
    return with(where, common, tasks -> tasks.tag(id, name));
  }
}
