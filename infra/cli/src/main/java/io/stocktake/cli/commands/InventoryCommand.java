package io.stocktake.cli.commands;

import io.stocktake.aws.AwsSession;
import io.stocktake.aws.inventory.InventorySetup;
import io.stocktake.cli.inputs.InventorySource;
import io.stocktake.cli.inputs.ListingBuilder;
import io.stocktake.cli.inputs.SessionFactory;
import io.stocktake.cli.options.ConnectionOptions;
import io.stocktake.cli.options.OutputOptions;
import io.stocktake.cli.terminal.ExitCode;
import io.stocktake.cli.terminal.NumberFormat;
import io.stocktake.cli.terminal.Screen;
import io.stocktake.manifests.CodedEnum;
import io.stocktake.manifests.S3Location;
import io.stocktake.manifests.inventory.InventoryDelivery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
      output.show(screen, DeliveryView.of(opened.delivery()), this::print);
    }
    return ExitCode.DONE.code();
  }

  private void print(DeliveryView delivery) {
    Duration age = Duration.between(delivery.scanned(), Clock.systemUTC().instant());
    screen.line("%s", delivery.manifest());
    screen.line(
        "  bucket %s, scanned %s (%s ago)",
        delivery.bucket(), delivery.scanned(), NumberFormat.duration(age));
    screen.line(
        "  %s, %s of %s",
        NumberFormat.count(delivery.files(), "data file"),
        NumberFormat.bytes(delivery.bytes()),
        delivery.format());
    delivery.passedOver().forEach(flaw -> screen.line("  skipped: %s", flaw));
  }

  /** A complete delivery; {@code passedOver} says what is wrong with newer ones. */
  private record DeliveryView(
      String manifest,
      String bucket,
      Instant scanned,
      String format,
      int files,
      long bytes,
      String md5,
      List<String> passedOver) {
    private static DeliveryView of(InventoryDelivery delivery) {
      return new DeliveryView(
          delivery.describe(),
          delivery.manifest().sourceBucket(),
          delivery.manifest().scanned(),
          delivery.manifest().format().code(),
          delivery.manifest().files().size(),
          delivery.manifest().bytes(),
          delivery.manifest().md5(),
          delivery.passedOver());
    }
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
    output.show(screen, DeliveryView.of(delivery), this::print);
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
      @Option(
              names = "--to",
              required = true,
              paramLabel = "s3://BUCKET[/PREFIX]",
              description = "Where the reports go; a bucket in the same Region.")
          S3Location target,
      @Option(
              names = "--id",
              defaultValue = "stocktake",
              paramLabel = "NAME",
              description = "Name of the configuration (default: stocktake).")
          String id,
      @Option(
              names = "--frequency",
              defaultValue = "weekly",
              paramLabel = "daily|weekly",
              description = "How often S3 delivers (default: weekly).")
          Frequency frequency,
      @Option(
              names = "--versions",
              defaultValue = "current",
              paramLabel = "current|all",
              description = "Which versions are listed (default: current).")
          Versions versions,
      @Option(
              names = "--account",
              paramLabel = "ID",
              description = "The account that must own the reports' bucket.")
          String account,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOptions output)
      throws IOException {
    InventorySetup setup =
        new InventorySetup(
            id,
            source.prefix(),
            target.bucket(),
            target.prefix(),
            Optional.ofNullable(account),
            "Parquet",
            frequency.s3Name,
            versions.s3Name,
            InventorySetup.FIELDS,
            true);
    try (AwsSession session = connection.open(SessionFactory.CONNECTIONS)) {
      session.inventories(source.bucket()).put(setup);
    }
    String folder = target.asFolder().resolve(source.bucket() + "/" + id).toString();
    output.show(
        screen,
        new ConfiguredView(id, folder),
        view -> {
          screen.line("S3 will deliver %s inventories of %s to", frequency.s3Name, source);
          screen.line("  %s", folder);
          screen.line("The first may take 48 hours. Then: stocktake inventory latest %s", folder);
        });
    return ExitCode.DONE.code();
  }

  /** A configuration, and the folder that its deliveries go to. */
  private record ConfiguredView(String id, String inventory) {}

  /** How often S3 delivers. */
  enum Frequency implements CodedEnum {
    DAILY("daily", "Daily"),
    WEEKLY("weekly", "Weekly");

    private final String code;
    private final String s3Name;

    Frequency(String code, String s3Name) {
      this.code = code;
      this.s3Name = s3Name;
    }

    @Override
    public String code() {
      return code;
    }

    /** As it is typed. */
    @Override
    public String toString() {
      return code;
    }
  }

  /** Which versions an inventory lists. */
  enum Versions implements CodedEnum {
    CURRENT("current", "Current"),
    ALL("all", "All");

    private final String code;
    private final String s3Name;

    Versions(String code, String s3Name) {
      this.code = code;
      this.s3Name = s3Name;
    }

    @Override
    public String code() {
      return code;
    }

    /** As it is typed. */
    @Override
    public String toString() {
      return code;
    }
  }
}
