package io.stocktake.cli.commands;

import io.stocktake.aws.AwsSession;
import io.stocktake.cli.inputs.InventorySource;
import io.stocktake.cli.inputs.ListingBuilder;
import io.stocktake.cli.inputs.SessionFactory;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.InventoryOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.cli.view.inventory.DeliveryText;
import io.stocktake.cli.view.inventory.DeliveryView;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.InventoryDelivery;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stocktake inventory}. */
@Command(
    name = "inventory",
    mixinStandardHelpOptions = true,
    description = "Configure S3 Inventory, find its newest delivery, or build one by listing.")
public final class InventoryCommand implements Runnable {
  private final Screen screen;
  private @Spec CommandSpec spec;

  /** Commands that speak to this screen. */
  public InventoryCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: stocktake inventory latest, build or configure");
  }

  @Command(
      name = "latest",
      mixinStandardHelpOptions = true,
      description = "Find the newest complete delivery of an inventory configuration.")
  int latest(
      @Parameters(
              paramLabel = "URI",
              description = "The folder that holds the dated folders, in s3:// or on disk.")
          String uri,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOptions output)
      throws IOException, InterruptedException {
    try (InventorySource opened = InventorySource.open(uri, "", connection)) {
      output.show(screen, DeliveryView.of(opened.delivery()), new DeliveryText(screen));
    }
    return ExitCode.DONE.code();
  }

  @Command(
      name = "build",
      mixinStandardHelpOptions = true,
      description = {
        "List a bucket in parallel into an inventory delivery on disk, for stores that deliver"
            + " none.",
        "Costs a LIST request for every 1,000 objects."
      })
  int build(
      @Parameters(paramLabel = "s3://BUCKET[/PREFIX]", description = "What to list.")
          S3Location location,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "Where to put the delivery: DIR/BUCKET/listing/DATE.")
          Path out,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOptions output)
      throws IOException, InterruptedException {
    Path manifest = ListingBuilder.build(screen, output.quiet, location, out, connection);
    InventoryDelivery delivery =
        InventorySource.open(manifest.toString(), "", connection).delivery();
    output.show(screen, DeliveryView.of(delivery), new DeliveryText(screen));
    return ExitCode.DONE.code();
  }

  @Command(
      name = "configure",
      mixinStandardHelpOptions = true,
      description = {
        "Configure an S3 Inventory with all fields that a plan can use, in Parquet.",
        "The reports' bucket needs a policy that lets S3 write to it."
      })
  int configure(
      @Parameters(paramLabel = "s3://BUCKET[/PREFIX]", description = "What to list.")
          S3Location source,
      @Mixin InventoryOptions options,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOptions output)
      throws IOException {
    try (AwsSession session = connection.open(SessionFactory.CONNECTIONS)) {
      session.inventories(source.bucket()).put(options.setup(source));
    }
    ConfiguredView configured = new ConfiguredView(options.id(), options.folder(source));
    output.show(
        screen,
        configured,
        view -> {
          screen.line("S3 will deliver %s inventories of %s to", options.frequency(), source);
          screen.line("  %s", view.inventory());
          screen.line(
              "The first may take 48 hours. Then: stocktake inventory latest %s", view.inventory());
        });
    return ExitCode.DONE.code();
  }

  /** A configuration, and the folder that its deliveries go to. */
  private record ConfiguredView(String id, String inventory) {}
}
