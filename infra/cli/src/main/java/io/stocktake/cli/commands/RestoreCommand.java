package io.stocktake.cli.commands;

import io.stocktake.aws.keys.CustomerKey;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.KeyOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.restore.RestoreApplyOptions;
import io.stocktake.cli.restore.RestorePlanOptions;
import io.stocktake.cli.restore.RestoreSession;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.executor.control.throttle.RequestThrottle;
import io.stocktake.executor.restore.RestoreOptions;
import io.stocktake.manifests.StocktakeException;
import io.stocktake.manifests.restore.RestoreBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stocktake restore}. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Restore objects into an empty directory: plan and apply in one go.",
      "Resume an interrupted restore with 'stocktake apply PLAN', where PLAN is --out. For a directory with files, use"
          + " 'restore-plan'."
    })
public final class RestoreCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PLAN",
      description = "The directory to keep the plan and its journal in; must not exist yet.")
  private Path out;

  @Mixin private RestorePlanOptions restore;
  @Mixin private RestoreApplyOptions apply;
  @Mixin private KeyOptions keyFiles;
  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  private final Screen screen;

  /** A command that speaks to this screen. */
  public RestoreCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    refuseFilledTarget();
    List<CustomerKey> keys = keyFiles.keys(screen);
    RestoreBundle bundle = restore.plan(screen, output, connection, out);
    RestoreOptions options = apply.options(Integer.MAX_VALUE);
    return new RestoreSession(screen, output, connection)
        .apply(bundle, options, keys, RequestThrottle.free(options.concurrency()));
  }

  private void refuseFilledTarget() throws IOException {
    if (!Files.isDirectory(restore.target())) {
      return;
    }
    try (Stream<Path> entries = Files.list(restore.target())) {
      if (entries.findAny().isPresent()) {
        throw StocktakeException.usage(
            restore.target()
                + " is not empty; use 'stocktake restore-plan', which says what would become of"
                + " the files in it, then 'stocktake apply'");
      }
    }
  }
}
